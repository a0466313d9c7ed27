// The SIMD kernels against their twins in TypeScript: equal bits, for whatever numbers.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import t from "tap";
import { newSimd } from "../../src/math/simd.ts";
import { simdSoftmaxRows } from "../../src/math/simd-softmax.ts";
import { softmaxRows } from "../../src/math/softmax.ts";
import { moduleFile, moduleText } from "../../tools/assembly.ts";

t.test("the module is what its source compiles to", async (t) => {
  t.equal(readFileSync(moduleFile, "utf8"), await moduleText(), "else: npm run simd");
});

t.test("memory is laid out without overlaps, grows, and ends", async (t) => {
  const simd = newSimd()!;
  const first = simd.put(Int32Array.of(1, 2, 3));
  const second = simd.put(Float64Array.of(4, 5));
  const third = simd.reserve(1_000_000);
  t.ok(first + 12 <= second && second + 16 <= third, "one after the other");
  t.same([first % 16, second % 16, third % 16], [0, 0, 0]);
  simd.floats(third, 125_000).fill(9);
  t.same([...simd.floats(second, 2)], [4, 5]);
  t.throws(() => simd.reserve(2 ** 32), RangeError, "more than 32-bit addresses reach");
  simd.clear();
  t.equal(simd.reserve(8), first);
});

/** Both softmaxes of the same logits. */
function both(logits: Float64Array, actions: number) {
  const out = Array.from({ length: 4 }, () => new Float64Array(logits.length));
  softmaxRows(logits, actions, out[0]!, out[1]!);
  simdSoftmaxRows!(logits, actions, out[2]!, out[3]!);
  return out as [Float64Array, Float64Array, Float64Array, Float64Array];
}

/** Where two arrays first differ, −0 from 0 too; −1 if nowhere. */
const difference = (x: Float64Array, y: Float64Array) => x.findIndex((value, i) => !Object.is(value, y[i]));

t.test("softmax: any numbers, not finite ones too", async (t) => {
  const tables = fc
    .record({ actions: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 9 }) })
    .chain(({ actions, rows }) => {
      const numbers = fc.oneof(
        fc.double(),
        fc.double({ min: -800, max: 800, noNaN: true }),
        fc.double({ min: -1e-300, max: 1e-300, noNaN: true }),
        fc.constantFrom(0, -0, Number.NEGATIVE_INFINITY, -708, -745.14, -745.13, 5e-324),
      );
      const length = { minLength: actions * rows, maxLength: actions * rows };
      return fc.record({ actions: fc.constant(actions), logits: fc.array(numbers, length) });
    });
  fc.assert(
    fc.property(tables, ({ actions, logits }) => {
      const [logs, probabilities, simdLogs, simdProbabilities] = both(Float64Array.from(logits), actions);
      t.equal(difference(logs, simdLogs), -1);
      t.equal(difference(probabilities, simdProbabilities), -1);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

t.test("softmax: every exponential from 0 to the smallest, every sum", async (t) => {
  const logits = Float64Array.from({ length: 40_000 }, (_, i) => (i % 2 === 0 ? 0 : -i * 0.0187));
  for (const actions of [2, 5, 8, 100]) {
    const [logs, probabilities, simdLogs, simdProbabilities] = both(logits, actions);
    t.equal(difference(logs, simdLogs), -1, `${actions} actions`);
    t.equal(difference(probabilities, simdProbabilities), -1, `${actions} actions`);
  }
});

t.test("softmax: tables and rows beyond the kernel's room", async (t) => {
  for (const actions of [1, 2, 3, 100, 512, 513, 1025]) {
    for (const rows of [1, 2, 3, 341, 511, 512, 513, 1025]) {
      const logits = Float64Array.from({ length: rows * actions }, (_, i) => (i * i) % 61);
      const [logs, probabilities, simdLogs, simdProbabilities] = both(logits, actions);
      t.equal(difference(logs, simdLogs), -1, `${rows} × ${actions}`);
      t.equal(difference(probabilities, simdProbabilities), -1, `${rows} × ${actions}`);
    }
  }
});
