import fc from "fast-check";
import t from "tap";
import { normal, rootRng } from "../../../src/math/random.ts";
import type { Sample } from "../../../src/math/regression.ts";
import { endingOf, type Rate } from "../../../src/runners/study/geometric-tail.ts";

const rounding = 1e-13;

function curve(last: number, y: (x: number) => number, every = 1): Sample[] {
  return Array.from({ length: Math.floor(last / every) + 1 }, (_, k) => ({
    x: k * every,
    y: y(k * every),
  }));
}

const holds = ({ low, high }: Rate, rate: number, slack = 1e-9) =>
  low <= rate + slack && rate <= high + slack;

t.test("a geometric curve: its rate exactly, however it is measured, and no floor", async (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 0.995, noNaN: true }),
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      (rate, every, start) => {
        // Long enough to fall by 1e6, and at least forty rows.
        const last = Math.max(40 * every, Math.ceil(Math.log(1e6) / -Math.log(rate)));
        const { floor, decay } = endingOf(
          curve(last, (x) => start * rate ** x, every),
          start * rounding,
        );
        if (rate ** every < 0.06) return true; // fewer rows above rounding than a tail has
        return floor === null && decay !== null && Math.abs(decay.rate - rate) < 1e-9 && holds(decay, rate);
      },
    ),
  );
  t.pass();
});

t.test("a fast start and a slow end: the rate of the end", async (t) => {
  const { decay } = endingOf(
    curve(400, (x) => 0.7 ** x + 1e-3 * 0.97 ** x),
    rounding,
  );
  t.ok(Math.abs(decay!.rate - 0.97) < 1e-6);
});

t.test("a floor is found and bends the rate by no more than the interval says", async (t) => {
  for (const level of [1e-2, 1e-5, 1e-8]) {
    const { floor, decay } = endingOf(
      curve(300, (x) => 3 * 0.9 ** x + level),
      rounding,
    );
    t.ok(Math.abs(floor! / level - 1) < 0.01, `floor ${level}`);
    t.ok(holds(decay!, 0.9) && Math.abs(decay!.rate - 0.9) < 0.005, `rate ${decay!.rate}`);
  }
  // The floor may as well only hide what still falls.
  const { floor, decay } = endingOf(
    curve(300, (x) => Math.max(3 * 0.9 ** x, 1e-4)),
    rounding,
  );
  t.equal(floor, 1e-4);
  t.ok(holds(decay!, 0.9));
});

t.test("a noisy floor is its median", async (t) => {
  const rng = rootRng(3).fork("floor");
  const points = curve(200, (x) => 0.8 ** x + 1e-4 * Math.exp(0.3 * normal(rng)));
  const { floor, decay } = endingOf(points, rounding);
  t.ok(floor! > 0.8e-4 && floor! < 1.3e-4, `${floor}`);
  t.ok(holds(decay!, 0.8));
});

t.test("a swing between complex eigenvalues: the modulus, by the crests", async (t) => {
  for (const turn of [0.2, 0.9, 2.5]) {
    const { floor, decay } = endingOf(
      curve(300, (x) => 0.95 ** x * Math.abs(Math.cos(turn * x + 0.4))),
      rounding,
    );
    t.equal(floor, null);
    t.ok(Math.abs(decay!.rate - 0.95) < 0.002, `turning by ${turn}: ${decay!.rate}`);
  }
});

t.test("no tail: at rest from the start, zero, rising, too few rows, barely falling", async (t) => {
  t.same(
    endingOf(
      curve(200, () => 0.3),
      rounding,
    ),
    { floor: 0.3, decay: null },
  );
  t.same(
    endingOf(
      curve(200, () => 0),
      rounding,
    ),
    { floor: 0, decay: null },
  );
  t.same(
    endingOf(
      curve(100, (x) => 1.1 ** x),
      rounding,
    ),
    { floor: null, decay: null },
  );
  t.same(
    endingOf(
      curve(3, (x) => 0.5 ** x),
      rounding,
    ),
    { floor: null, decay: null },
  );
  t.same(endingOf([], rounding), { floor: null, decay: null });
  t.same(
    endingOf(
      curve(300, (x) => 0.9999 ** x),
      rounding,
    ),
    { floor: null, decay: null },
    "slow is no floor",
  );
});

t.test("what falls slower than geometrically has no rate", async (t) => {
  for (const power of [0.5, 1, 2]) {
    t.equal(
      endingOf(
        curve(1000, (x) => (x + 1) ** -power),
        rounding,
      ).decay,
      null,
      `t^−${power}`,
    );
  }
});

t.test("a hump that has just turned is no floor", async (t) => {
  t.equal(
    endingOf(
      curve(100, (x) => Math.exp(-(((x - 88) / 40) ** 2))),
      rounding,
    ).floor,
    null,
  );
});

t.test("what is below rounding is not of the tail", async (t) => {
  const rng = rootRng(5).fork("rounding");
  const points = curve(200, (x) => 0.8 ** x + 1e-15 * normal(rng));
  const { decay } = endingOf(points, rounding);
  t.ok(Math.abs(decay!.rate - 0.8) < 1e-4, `${decay!.rate}`);
});

/** Share of intervals that hold the rate under multiplicative errors of correlation `memory`. */
function coverageOf(last: number, size: number, memory: number): number {
  const rng = rootRng(11).fork("tails", last, 10 * memory);
  const trials = 400;
  let [covered, fitted] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    let error = size * normal(rng);
    const points = curve(last, (x) => {
      error = memory * error + Math.sqrt(1 - memory * memory) * size * normal(rng);
      return 0.95 ** x * Math.exp(error);
    });
    const { decay } = endingOf(points, rounding);
    if (decay === null) continue;
    fitted++;
    if (holds(decay, 0.95, 0)) covered++;
  }
  return covered / fitted;
}

// Bounds: what the guide promises, less three standard deviations of a share of 400.
t.test(
  "about 95 % of the intervals hold the rate while errors are forgotten within a tenth of the tail",
  async (t) => {
    for (const [last, memory] of [
      [200, 0],
      [200, 0.5],
      [600, 0.5],
      [600, 0.9],
    ] as const) {
      const share = coverageOf(last, 0.05, memory);
      t.ok(share > 0.88, `${last} rounds, memory ${memory}: ${share}`);
    }
  },
);
