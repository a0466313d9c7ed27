import fc from "fast-check";
import { Matrix } from "ml-matrix";
import t from "tap";
import {
  combine,
  coordinates,
  orthonormalise,
  projectOntoBall,
  rejectFrom,
  reorthonormalise,
} from "../../src/math/orthonormal.ts";
import { polarFactor } from "../../src/math/polar.ts";
import { normal, rootRng } from "../../src/math/random.ts";
import { distance } from "../environments/fixtures.ts";
import { polar, positiveQr } from "../oracles/subspace-td.ts";

const shapes = fc
  .integer({ min: 1, max: 9 })
  .chain((rank) =>
    fc.record({ rank: fc.constant(rank), rows: fc.integer({ min: rank, max: 30 }), seed: fc.nat(1e6) }),
  );

function draw(rows: number, rank: number, seed: number, near = false): Float64Array {
  const rng = rootRng(seed).fork("matrix");
  const noise = Float64Array.from({ length: rows * rank }, () => normal(rng));
  if (!near) return noise;
  const basis = noise.slice();
  orthonormalise(basis, rank);
  return basis.map((x) => x + (0.1 * normal(rng)) / Math.sqrt(rows * rank));
}

const matrix = (x: Float64Array, rank: number) => Matrix.from1DArray(x.length / rank, rank, [...x]);

t.test("both ways to Q give the Q of Householder with a positive diagonal", async () => {
  fc.assert(
    fc.property(shapes, fc.boolean(), ({ rows, rank, seed }, near) => {
      const m = draw(rows, rank, seed, near);
      const { q, r } = positiveQr(matrix(m, rank));
      const condition = r.norm("frobenius") / Math.min(...r.diagonal());
      for (const way of [orthonormalise, reorthonormalise]) {
        const found = m.slice();
        const smallest = way(found, rank, new Float64Array(rank * rank));
        const gram = matrix(found, rank).transpose().mmul(matrix(found, rank));
        if (Matrix.sub(gram, Matrix.eye(rank)).norm("frobenius") > 1e-14 * rank * 4) return false;
        if (distance(found, q.to1DArray()) > 1e-14 * condition ** 2 * rank) return false;
        if (Math.abs(smallest / Math.min(...r.diagonal()) - 1) > 1e-11 * condition) return false;
      }
      return true;
    }),
    { seed: 5, numRuns: 300 },
  );
});

t.test("dependent columns are told", async (t) => {
  const twice = Float64Array.from([1, 2, 2, 4, 3, 6]);
  t.equal(orthonormalise(twice.slice(), 2), 0);
  t.equal(reorthonormalise(twice.slice(), 2, new Float64Array(4)), 0);
  t.notOk(polarFactor(twice.slice(), 2));
  t.equal(orthonormalise(new Float64Array(6), 2), 0);
});

t.test("the polar factor is that of the singular value decomposition", async () => {
  fc.assert(
    fc.property(shapes, fc.boolean(), ({ rows, rank, seed }, near) => {
      const m = draw(rows + 2 * rank, rank, seed, near);
      const found = m.slice();
      if (!polarFactor(found, rank)) return false;
      return distance(found, polar(matrix(m, rank)).q.to1DArray()) < 1e-11;
    }),
    { seed: 6, numRuns: 200 },
  );
});

t.test("products, rejection and the ball", async (t) => {
  const basis = draw(7, 3, 4);
  orthonormalise(basis, 3);
  const y = draw(7, 1, 5);
  const inside = coordinates(basis, y, new Float64Array(3));
  const expected = matrix(basis, 3)
    .transpose()
    .mmul(Matrix.columnVector([...y]));
  t.ok(distance(inside, expected.to1DArray()) < 1e-15);
  const back = combine(basis, inside, new Float64Array(7));
  t.ok(distance(back, matrix(basis, 3).mmul(expected).to1DArray()) < 1e-15);
  const outside = rejectFrom(basis, y.slice(), new Float64Array(3));
  t.ok(
    distance(
      outside,
      y.map((x, i) => x - back[i]),
    ) < 1e-15,
  );
  t.same(projectOntoBall(Float64Array.of(3, 4), 5), Float64Array.of(3, 4));
  t.ok(distance(projectOntoBall(Float64Array.of(3, 4), 1), [0.6, 0.8]) < 1e-15);
});
