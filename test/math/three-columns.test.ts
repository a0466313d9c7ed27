// What matrices of three columns have of their own, against what all others have: beside a fourth column
// that takes no part the general loops form the same numbers, and must give the same bits.
import fc from "fast-check";
import t from "tap";
import {
  carry,
  combine,
  coordinates,
  orthonormalise,
  reorthonormalise,
  residual,
} from "../../src/math/orthonormal.ts";
import { normal, rootRng } from "../../src/math/random.ts";
import { plusOuter, trackedStep } from "../../src/math/rank-one.ts";
import { reorthonormaliseThree } from "../../src/math/three-columns.ts";

const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }),
  fc.constantFrom(0, -0, 1, 5e-324, -1e-308),
);
const vector = (length: number) =>
  fc.array(numbers, { minLength: length, maxLength: length }).map((entries) => Float64Array.from(entries));
const problem = fc.integer({ min: 1, max: 12 }).chain((rows) =>
  fc.record({
    matrix: vector(3 * rows),
    tall: vector(rows),
    other: vector(rows),
    short: vector(3),
    scale: numbers,
  }),
);

/** With a column of zeros behind the three. */
function widened(matrix: Float64Array): Float64Array {
  return Float64Array.from({ length: (matrix.length / 3) * 4 }, (_, at) =>
    at % 4 === 3 ? 0 : matrix[3 * Math.floor(at / 4) + (at % 4)]!,
  );
}

/** The first three columns of four. */
const narrowed = (matrix: Float64Array) => matrix.filter((_, at) => at % 4 < 3);

const same = (x: Float64Array, y: Float64Array) =>
  x.length === y.length && x.every((value, i) => Object.is(value, y[i]));

t.test("products with vectors", async () => {
  fc.assert(
    fc.property(problem, ({ matrix, tall, short, scale }) => {
      const wide = widened(matrix);
      const longer = Float64Array.of(...short, 0);
      const out = () => new Float64Array(tall.length);
      const combined = combine(matrix, short, out());
      const left = residual(matrix, short, tall, scale, out());
      const inside = coordinates(matrix, tall, new Float64Array(3));
      return (
        same(combined, combine(wide, longer, out())) &&
        same(left, residual(wide, longer, tall, scale, out())) &&
        same(
          left,
          combined.map((entry, i) => scale * (tall[i]! - entry)),
        ) &&
        same(inside, coordinates(wide, tall, new Float64Array(4)).subarray(0, 3))
      );
    }),
    { seed: 1, numRuns: 1000 },
  );
});

t.test("products of two vectors added", async () => {
  fc.assert(
    fc.property(problem, ({ matrix, tall, other, short, scale }) => {
      const wide = widened(matrix);
      const [v, q] = [short, Float64Array.from(short, (x) => x * 0.7)];
      const four = (x: Float64Array) => Float64Array.of(...x, 0);
      const [three, wider] = [new Float64Array(matrix.length), new Float64Array(wide.length)];
      plusOuter(matrix, scale, { u: tall, v }, three);
      plusOuter(wide, scale, { u: tall, v: four(v) }, wider);
      if (!same(three, narrowed(wider))) return false;
      const basis = matrix.map((x) => 0.3 - x);
      const [moved, widest] = [new Float64Array(matrix.length), new Float64Array(wide.length)];
      const narrow = { basis: moved, tracker: three };
      trackedStep({ basis, tracker: matrix }, scale, { u: tall, v }, { u: other, v: q }, narrow);
      const now = { basis: widened(basis), tracker: wide };
      const [next, last] = [
        { u: tall, v: four(v) },
        { u: other, v: four(q) },
      ];
      trackedStep(now, scale, next, last, { basis: widest, tracker: wider });
      const change = matrix.map((_, at) => {
        const [i, j] = [Math.floor(at / 3), at % 3];
        return tall[i]! * v[j]! - other[i]! * q[j]!;
      });
      return (
        same(three, narrowed(wider)) &&
        same(moved, narrowed(widest)) &&
        same(
          three,
          matrix.map((x, at) => x + change[at]!),
        ) &&
        same(
          moved,
          basis.map((x, at) => x + scale * three[at]!),
        )
      );
    }),
    { seed: 2, numRuns: 1000 },
  );
});

t.test("a product and the product with its result, at once", async () => {
  fc.assert(
    fc.property(problem, ({ matrix, short, scale }) => {
      const basis = matrix.map((x) => scale - x);
      const values = combine(matrix, short, new Float64Array(matrix.length / 3));
      const carried = carry(basis, matrix, short, new Float64Array(3));
      const longer = Float64Array.of(...short, 0);
      const wider = carry(widened(basis), widened(matrix), longer, new Float64Array(4));
      return (
        same(carried, coordinates(basis, values, new Float64Array(3))) &&
        same(carried, wider.subarray(0, 3))
      );
    }),
    { seed: 4, numRuns: 1000 },
  );
});

/** A matrix beside a unit vector in a row of its own: its QR is that of the matrix, and one more column. */
function bordered(matrix: Float64Array): Float64Array {
  return Float64Array.from([...widened(matrix), 0, 0, 0, 1]);
}

/** From orthonormal (0) to anything (1 and more). */
function drawn(rows: number, distance: number, seed: number): Float64Array {
  const rng = rootRng(seed).fork("three");
  const noise = () => Float64Array.from({ length: 3 * rows }, () => normal(rng));
  const basis = noise();
  orthonormalise(basis, 3);
  const moved = noise();
  return basis.map((entry, at) => entry + (distance * moved[at]!) / Math.sqrt(3 * rows));
}

t.test("QR, near a basis and far from one", async (t) => {
  let near = 0;
  let far = 0;
  const matrices = fc.record({
    rows: fc.integer({ min: 3, max: 30 }),
    distance: fc.integer({ min: 0, max: 200 }).map((x) => x / 100),
    seed: fc.nat(1e6),
  });
  fc.assert(
    fc.property(matrices, ({ rows, distance, seed }) => {
      const matrix = drawn(rows, distance, seed);
      const wide = bordered(matrix);
      if (reorthonormaliseThree(matrix, matrix.slice()) === undefined) far++;
      else near++;
      const [apart, before] = [new Float64Array(matrix.length), matrix.slice()];
      reorthonormalise(matrix, 3, new Float64Array(9), apart);
      if (!same(matrix, before)) return false;
      const smallest = reorthonormalise(matrix, 3, new Float64Array(9));
      const wider = reorthonormalise(wide, 4, new Float64Array(16));
      const narrow = narrowed(wide).subarray(0, matrix.length);
      return Math.min(smallest, 1) === wider && same(matrix, narrow) && same(matrix, apart);
    }),
    { seed: 3, numRuns: 1000 },
  );
  t.ok(near > 100 && far > 100, `both ways were taken: ${near} near, ${far} far`);
});

t.test("what is no basis nearly is left as it is", async (t) => {
  for (const matrix of [new Float64Array(9), Float64Array.from([1, 2, 3, 4, Number.NaN, 6, 7, 8, 9])]) {
    const before = matrix.slice();
    t.equal(reorthonormaliseThree(matrix, matrix), undefined);
    t.ok(same(matrix, before));
  }
});
