import fc from "fast-check";
import t from "tap";
import { normal, rootRng } from "../../../src/math/random.ts";
import {
  formatSlope,
  lineThroughMiddle,
  powerLawOf,
  slopeText,
  verdictOn,
} from "../../../src/report/study/slope.ts";

t.test("a power law is found whatever its scale", async (t) => {
  const factor = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: -3, max: 3, noNaN: true }), factor, (power, scale) => {
      const samples = [1e-3, 1e-2, 0.3, 1].map((x) => ({ x, y: scale * x ** power }));
      const law = powerLawOf(samples)!;
      return Math.abs(law.line.slope - power) < 1e-9 && Math.abs(law.ends[1].y / scale - 1) < 1e-9;
    }),
  );
  t.pass();
});

t.test("three distinct x at least, over a factor 2", async (t) => {
  const y = 1;
  t.equal(powerLawOf([1, 2, 2, 2].map((x) => ({ x, y }))), undefined);
  t.equal(powerLawOf([1, 1.1, 1.2, 1.9].map((x) => ({ x, y }))), undefined);
  t.equal(powerLawOf([0, 1, 2].map((x) => ({ x, y }))), undefined, "zero has no logarithm");
  t.equal(powerLawOf([1, 2, 4].map((x) => ({ x, y })))!.line.slope, 0);
});

t.test("repeats scatter about the line and do not narrow its interval", async (t) => {
  const rng = rootRng(2).fork("repeats");
  const once = [1, 2, 4, 8, 16].map((x) => ({ x, y: x * Math.exp(0.2 * normal(rng)) }));
  const [one, many] = [once, [...once, ...once, ...once]].map((samples) => powerLawOf(samples)!);
  t.ok(Math.abs(one!.line.error! - many!.line.error!) < 1e-12);
  t.same([one!.runs, many!.runs], [5, 15]);
  t.equal(verdictOn(many!, 1), "inside");
  t.equal(verdictOn(many!, 9), "above");
  t.equal(verdictOn(many!, -9), "below");
});

t.test("slopes as they are written", async (t) => {
  t.equal(formatSlope(-1.004), "−1.00");
  t.equal(formatSlope(-0.001), "0.00");
  const law = powerLawOf([1, 2, 4].map((x) => ({ x, y: x * x })))!;
  t.equal(slopeText(law), "2.00 [2.00, 2.00]");
});

t.test("a reference goes through the middle of the samples", async (t) => {
  const samples = [1, 10, 100].map((x) => ({ x, y: 5 }));
  const [first, last] = lineThroughMiddle(samples, -1, [1, 100]);
  t.ok(Math.abs(first.y - 50) < 1e-9 && Math.abs(last.y - 0.5) < 1e-9);
});
