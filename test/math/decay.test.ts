import fc from "fast-check";
import t from "tap";
import { gapAfter, nthRoot, stepsToLevel } from "../../src/math/decay.ts";

t.test("the step count is the smallest", async (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 12 }),
      (gap, digits) => {
        const level = 10 ** -digits;
        const steps = stepsToLevel(gap, level)!;
        const before = steps === 1 ? 1 : (1 - gap) ** (steps - 1);
        return (1 - gap) ** steps <= level * (1 + 2e-9) && before > level;
      },
    ),
    { seed: 3 },
  );
  t.equal(stepsToLevel(0.9, 1e-6), 6, "0.1⁶ is 1e-6 although it rounds above");
  t.equal(stepsToLevel(1, 1e-6), 1);
  t.equal(stepsToLevel(0, 1e-6), null);
});

t.test("gaps far below the rounding unit of 1 keep their digits", async (t) => {
  const steps = stepsToLevel(1e-14, 1e-6)!;
  t.ok(Math.abs((steps * 1e-14) / -Math.log(1e-6) - 1) < 1e-8);
  t.ok(Math.abs(gapAfter(1e-18, 1000) / 1e-15 - 1) < 1e-12);
  t.ok(Math.abs(gapAfter(0.25, 3) - (1 - 0.75 ** 3)) < 1e-15);
});

t.test("roots", async (t) => {
  t.ok(Math.abs(nthRoot(0.001, 3) - 0.1) < 1e-16);
  t.equal(nthRoot(0, 5), 0);
});
