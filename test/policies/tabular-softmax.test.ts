import fc from "fast-check";
import t from "tap";
import { rootRng } from "../../src/math/random.ts";
import { policyFromLog, policyFromLogits, uniformPolicy } from "../../src/policies/tabular-softmax.ts";

const rows = fc
  .record({ actions: fc.integer({ min: 1, max: 7 }), states: fc.integer({ min: 1, max: 5 }) })
  .chain(({ actions, states }) =>
    fc.record({
      actions: fc.constant(actions),
      logits: fc.array(fc.double({ min: -1e5, max: 1e5, noNaN: true }), {
        minLength: actions * states,
        maxLength: actions * states,
      }),
    }),
  );

t.test("every row is a distribution, whatever the logits", async (t) => {
  fc.assert(
    fc.property(rows, ({ actions, logits }) => {
      const { log, probabilities } = policyFromLogits(Float64Array.from(logits), actions);
      for (let row = 0; row < logits.length; row += actions) {
        const part = probabilities.subarray(row, row + actions);
        t.ok(Math.abs(part.reduce((sum, p) => sum + p, 0) - 1) <= 4e-16 * actions);
        t.ok(part.every((p) => p >= 0 && p <= 1));
        t.ok(log.subarray(row, row + actions).every((value) => value <= 0 && value > -Infinity));
      }
    }),
    { seed: 1 },
  );
});

t.test("log π = logit − log Σ exp, to the rounding of the logits", async (t) => {
  const rng = rootRng(1);
  for (const spread of [0, 1e-8, 1, 50, 600]) {
    const logits = Float64Array.from({ length: 35 }, () => (2 * rng.next() - 1) * spread);
    const { log, probabilities } = policyFromLogits(logits, 5);
    for (let row = 0; row < 35; row += 5) {
      const part = Array.from(logits.subarray(row, row + 5));
      const top = Math.max(...part);
      const sum = part.reduce((total, x) => total + Math.exp(x - top), 0);
      part.forEach((x, a) => {
        const exact = x - top - Math.log(sum);
        t.ok(Math.abs(log[row + a]! - exact) <= 4e-16 * (1 + Math.abs(x - top)), `${spread}: ${a}`);
        t.ok(Math.abs(probabilities[row + a]! - Math.exp(exact)) <= 1e-15 * (1 + Math.abs(exact)));
      });
    }
  }
});

t.test("whole shifts of a row change no bit", async (t) => {
  const rng = rootRng(2);
  // Multiples of 2⁻²⁰ below 2¹⁰, shifted by whole numbers: every difference is exact.
  const logits = Float64Array.from({ length: 40 }, () => Math.floor(rng.next() * 2 ** 30) / 2 ** 20);
  const shifted = logits.map((x, i) => x + 1000 * Math.floor(i / 4) - 777);
  t.same(policyFromLogits(shifted, 4), policyFromLogits(logits, 4));
});

t.test("far apart: the probability underflows, the logarithm does not", async (t) => {
  const { log, probabilities } = policyFromLogits(Float64Array.of(1e5, -1e5, 1e5), 3);
  t.same([...probabilities], [0.5, 0, 0.5]);
  t.equal(log[1], -2e5 - Math.LN2);
  t.ok(Math.abs(log[0]! + Math.LN2) <= 2 ** -53);
});

t.test("the uniform policy, and tables from logarithms", async (t) => {
  const uniform = uniformPolicy({ states: 3, actions: 4 });
  t.same([...uniform.probabilities], new Array(12).fill(0.25));
  t.ok(uniform.log.every((x) => Math.abs(x + 2 * Math.LN2) <= 4e-16));
  const log = Float64Array.of(0, Number.NEGATIVE_INFINITY);
  t.same([...policyFromLog(log).probabilities], [1, 0]);
});
