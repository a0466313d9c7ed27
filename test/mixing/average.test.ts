import fc from "fast-check";
import t from "tap";
import { average } from "../../src/mixing/average.ts";

const entry = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  fc.constantFrom(0, -0, Infinity, -Infinity, Number.NaN, 5e-324, -1e308),
);

/** The definition: from +0, ascending, one product and one sum at a time. */
function naive(
  weights: readonly number[],
  sources: readonly Float64Array[],
  entries: number,
): Float64Array {
  return Float64Array.from({ length: entries }, (_, e) => {
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k]! * sources[k]![e]!;
    return sum;
  });
}

function averaged(weights: readonly number[], sources: readonly Float64Array[], entries: number) {
  const out = new Float64Array(entries).fill(7);
  const agents = Int32Array.from(weights.keys());
  average({ agents, weights: Float64Array.from(weights) }, sources, out);
  return out;
}

/** Bits as text; every NaN alike, since their payload is no number of ours. */
const bits = (array: Float64Array) => Array.from(array, (x) => (Object.is(x, -0) ? "-0" : String(x)));

t.test("the average is the naive sum, bit for bit, for every number of sources", async (t) => {
  for (let count = 0; count <= 30; count++) {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: count, maxLength: count }),
        fc.array(fc.array(entry, { minLength: 7, maxLength: 7 }), {
          minLength: count,
          maxLength: count,
        }),
        (weights, rows) => {
          const sources = rows.map((row) => Float64Array.from(row));
          t.same(bits(averaged(weights, sources, 7)), bits(naive(weights, sources, 7)));
        },
      ),
      { numRuns: 10, seed: count },
    );
  }
});

t.test("rows longer than a block give the bits of their pieces", async (t) => {
  for (const entries of [0, 1, 511, 512, 513, 2000]) {
    for (const count of [1, 5, 8, 9, 13, 40]) {
      const weights = Array.from({ length: count }, (_, k) => Math.sin(k + 1));
      const sources = weights.map((_, k) =>
        Float64Array.from({ length: entries }, (_, e) => Math.sin(k * 7919 + e)),
      );
      t.same(
        averaged(weights, sources, entries),
        naive(weights, sources, entries),
        `${count} × ${entries}`,
      );
    }
  }
});

t.test("the order of the sum is ascending", async (t) => {
  const sources = [1e16, 1, -1e16].map((x) => Float64Array.of(x));
  t.equal(averaged([1, 1, 1], sources, 1)[0], 0, "(1e16 + 1) − 1e16");
  t.ok(Object.is(averaged([1], [Float64Array.of(-0)], 1)[0], 0), "+0 + −0 = +0");
});

t.test("what does not fit is our own fault and stops", async (t) => {
  t.throws(() => averaged([1, 1], [Float64Array.of(1)], 1), /2 weights for 1 sources/);
  t.throws(() => averaged([1], [Float64Array.of(1, 2)], 1), /broken invariant/);
});
