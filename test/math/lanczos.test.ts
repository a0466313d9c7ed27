import fc from "fast-check";
import t from "tap";
import { multiplyDense } from "../../src/math/dense-product.ts";
import { symmetricEigenvalues } from "../../src/math/dense-spectrum.ts";
import { genericVector, signVector } from "../../src/math/generic-vector.ts";
import { lanczosExtremes } from "../../src/math/lanczos.ts";
import { spectralRadiusByGrowth, spectralRadiusBySquaring } from "../../src/math/spectral-radius.ts";
import { resolventCorner, smallestPair } from "../../src/math/tridiagonal.ts";

/** x ↦ A x for a dense row-major matrix. */
function productWith(dense: Float64Array, size: number) {
  return (x: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < size; i++) {
      out[i] = 0;
      for (let j = 0; j < size; j++) out[i] += dense[i * size + j] * x[j];
    }
  };
}

function symmetric(size: number, salt: number): Float64Array {
  const random = genericVector(size * size, salt);
  return random.map((_, k) => random[k] + random[(k % size) * size + Math.floor(k / size)]);
}

t.test("both ends agree with a dense eigensolver", async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(1000), (size, salt) => {
      const dense = symmetric(size, salt + 7);
      const exact = symmetricEigenvalues(dense, size);
      const { smallest, largest } = lanczosExtremes(productWith(dense, size), size, {
        smallest: true,
        largest: true,
        tolerance: () => 1e-11,
      });
      return (
        smallest!.converged &&
        largest!.converged &&
        Math.abs(smallest!.value - exact[0]) < 1e-10 &&
        Math.abs(largest!.value - exact[size - 1]) < 1e-10
      );
    }),
    { numRuns: 60, seed: 1 },
  );
  t.pass("60 matrices");
});

t.test("an excluded eigenvector stays out", async (t) => {
  const diagonal = Float64Array.of(5, 1, 2, 3, -7);
  const product = (x: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < 5; i++) out[i] = diagonal[i] * x[i];
  };
  const exclude = Float64Array.of(0, 0, 0, 0, 1);
  const found = lanczosExtremes(product, 5, {
    smallest: true,
    largest: true,
    exclude,
    tolerance: () => 1e-12,
  });
  t.ok(Math.abs(found.smallest!.value - 1) < 1e-13);
  t.ok(Math.abs(found.largest!.value - 5) < 1e-13);
});

t.test("an iteration limit that is too low is reported, with an honest residual", async (t) => {
  const size = 400;
  const product = (x: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < size; i++) out[i] = (i / size) ** 4 * x[i];
  };
  const { smallest } = lanczosExtremes(product, size, {
    smallest: true,
    tolerance: () => 1e-13,
    maxIterations: 10,
  });
  t.equal(smallest!.converged, false);
  t.equal(smallest!.iterations, 10);
  t.ok(smallest!.value - 0 <= smallest!.residual, "some eigenvalue lies within the residual");
});

t.test("the smallest pair of the path Laplacian's tridiagonal matrix", async (t) => {
  const size = 50;
  const diagonal = new Array<number>(size).fill(2);
  const offDiagonal = new Array<number>(size - 1).fill(1);
  const { value, last } = smallestPair(diagonal, offDiagonal, size);
  t.ok(Math.abs(value - (2 - 2 * Math.cos(Math.PI / (size + 1)))) < 1e-15);
  const exact = Math.sqrt(2 / (size + 1)) * Math.sin((Math.PI * size) / (size + 1));
  t.ok(Math.abs(last - exact) < 1e-12);
});

t.test("the corner of a resolvent equals its Neumann series", async (t) => {
  const size = 6;
  const diagonal = [0.3, 0.1, 0.5, 0.2, 0.4, 0.1];
  const offDiagonal = [0.2, 0.1, 0.3, 0.1, 0.2];
  const dense = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    dense[i * size + i] = diagonal[i];
    if (i < size - 1) dense[i * size + i + 1] = dense[(i + 1) * size + i] = offDiagonal[i];
  }
  let power = dense;
  let series = 0;
  for (let k = 0; k < 400; k++) {
    series += 0.9 ** k * power[0];
    power = multiplyDense(power, dense, size) as Float64Array<ArrayBuffer>;
  }
  t.ok(Math.abs(resolventCorner(diagonal, offDiagonal, size, 0.9) - series) < 1e-13);
});

t.test("spectral radius by squaring", async (t) => {
  const nilpotent = Float64Array.of(0, 1, 5, 0, 0, 2, 0, 0, 0);
  t.match(spectralRadiusBySquaring(nilpotent, 3), { value: 0, residual: 0 });
  const jordan = Float64Array.of(0.7, 1, 0, 0, 0.7, 1, 0, 0, 0.7);
  const defective = spectralRadiusBySquaring(jordan, 3);
  t.ok(Math.abs(defective.value - 0.7) <= 5 * defective.residual, "of the order of the stated residual");
  t.ok(defective.residual < 1e-3 && !defective.converged);
  const rotation = Float64Array.of(0.6, -0.8, 0.8, 0.6).map((entry) => entry * 0.9);
  t.ok(Math.abs(spectralRadiusBySquaring(rotation, 2).value - 0.9) < 1e-12);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(100), (size, salt) => {
      const dense = symmetric(size, salt);
      const exact = Math.max(...symmetricEigenvalues(dense, size).map(Math.abs));
      return Math.abs(spectralRadiusBySquaring(dense, size).value - exact) < 1e-9 * exact;
    }),
    { numRuns: 40, seed: 2 },
  );
});

t.test("a product that vanishes only up to rounding reads as 0 with its bound", async (t) => {
  // Nilpotent in exact arithmetic: thirds are rounded.
  const size = 27;
  const dense = new Float64Array(size * size).fill(-1 / size);
  for (let j = 0; j < size; j++) {
    for (let digit = 0; digit < 3; digit++) dense[j * size + Math.floor(j / 3) + 9 * digit] += 1 / 3;
  }
  const { value, residual } = spectralRadiusBySquaring(dense, size);
  t.equal(value, 0);
  t.ok(residual > 0 && residual < 0.1);
});

t.test("spectral radius by growth", async (t) => {
  const triangular = Float64Array.of(0.8, 3, 0, 0, 0.5, 2, 0, 0, 0.1);
  const found = spectralRadiusByGrowth(productWith(triangular, 3), 3, 2000);
  t.ok(found.converged && Math.abs(found.value - 0.8) < 1e-8);
  const nilpotent = Float64Array.of(0, 1, 5, 0, 0, 2, 0, 0, 0);
  t.equal(spectralRadiusByGrowth(productWith(nilpotent, 3), 3, 2000).value, 0);
});

t.test("generic vectors are reproducible, centred and without symmetry", async (t) => {
  const x = genericVector(4096);
  t.same(x, genericVector(4096));
  t.notSame(x, genericVector(4096, 1));
  const mean = x.reduce((sum, entry) => sum + entry, 0) / x.length;
  t.ok(Math.abs(mean) < 5 / Math.sqrt(3 * 4096), "five standard errors of a uniform mean");
  const signs = signVector(4096, 3);
  t.ok(signs.every((sign) => Math.abs(sign) === 1));
  const lag = signs.reduce((sum, sign, i) => sum + sign * signs[(i + 1) % 4096], 0);
  t.ok(Math.abs(lag) < 5 * Math.sqrt(4096), "neighbouring signs are uncorrelated");
});
