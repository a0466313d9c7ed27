// The values of axes: exact ends, decimals that read well, and still where the range says they are.
import fc from "fast-check";
import t from "tap";
import { valuesOf } from "../../../src/scenario/study/range.ts";

const linspace = (from: number, to: number, count: number) =>
  valuesOf({ linspace: { from, to, count } }) as number[];
const logspace = (from: number, to: number, count: number) =>
  valuesOf({ logspace: { from, to, count } }) as number[];

t.test("round ranges have round values", async (t) => {
  t.same(logspace(0.001, 1, 4), [0.001, 0.01, 0.1, 1]);
  t.same(logspace(1, 0.001, 4), [1, 0.1, 0.01, 0.001]);
  t.same(logspace(1e-6, 1e6, 13), [1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6]);
  t.same(logspace(8, 1024, 8), [8, 16, 32, 64, 128, 256, 512, 1024]);
  t.same(linspace(0, 1, 11), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  t.same(linspace(-0.3, 0.3, 7), [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  t.same(linspace(16, 64, 4), [16, 32, 48, 64]);
  t.same(logspace(0.001, 0.01, 5), [0.001, 0.00177828, 0.00316228, 0.0056234, 0.01]);
  t.same(linspace(0, 1, 4), [0, 0.33333, 0.666667, 1]);
});

t.test("a list stands as it is", async (t) => {
  const list = [0.1 + 0.2, "a", { kind: "ring" }, true];
  t.equal(valuesOf(list), list);
});

t.test("ends are exact, the rest lies where it should, in order", async () => {
  const end = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  const range = fc.tuple(end, end, fc.integer({ min: 2, max: 60 })).filter(([a, b]) => a < 0.9 * b);
  fc.assert(
    fc.property(range, fc.boolean(), ([low, high, count], falls) => {
      const [from, to] = falls ? [high, low] : [low, high];
      for (const [values, at] of [
        [linspace(from, to, count), (share: number) => from + share * (to - from)],
        [logspace(from, to, count), (share: number) => from * (to / from) ** share],
      ] as const) {
        const exact = values.map((_, k) => at(k / (count - 1)));
        if (values.length !== count || values[0] !== from || values.at(-1) !== to) return false;
        for (let k = 1; k < count; k++) {
          const step = Math.abs(exact[k]! - exact[k - 1]!);
          if (Math.sign(values[k]! - values[k - 1]!) !== Math.sign(to - from)) return false;
          if (Math.abs(values[k]! - exact[k]!) > 1.01e-5 * step + 1e-14 * Math.abs(exact[k]!)) return false;
        }
      }
      return true;
    }),
    { seed: 5, numRuns: 300 },
  );
});
