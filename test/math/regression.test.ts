import fc from "fast-check";
import t from "tap";
import { median } from "../../src/math/median.ts";
import { normal, rootRng } from "../../src/math/random.ts";
import { blockMeans, leastSquares, meansByX, type Sample } from "../../src/math/regression.ts";
import { studentQuantile } from "../../src/math/student.ts";

const near = (a: number, b: number, tolerance = 1e-9) =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

t.test("a line is found exactly, with an interval of no width", async (t) => {
  const line = leastSquares([1, 2, 4, 8].map((x) => ({ x, y: 3 - 0.5 * x })))!;
  t.ok(near(line.slope, -0.5) && near(line.intercept, 3));
  t.ok(line.high! - line.low! < 1e-12);
  t.equal(line.points, 4);
});

t.test("slope and standard error are those of the normal equations", async (t) => {
  // Solved by hand for (0,1), (1,3), (2,2), (3,5): slope 1.1, intercept 1.1, residual sum 2.7.
  const line = leastSquares([1, 3, 2, 5].map((y, x) => ({ x, y })))!;
  t.ok(near(line.slope, 1.1) && near(line.intercept, 1.1));
  t.ok(near(line.error!, Math.sqrt(2.7 / 2 / 5)));
  const half = studentQuantile(0.95, 2) * line.error!;
  t.ok(near(line.low!, 1.1 - half) && near(line.high!, 1.1 + half));
});

t.test("what cannot be fitted is said", async (t) => {
  t.equal(leastSquares([]), null);
  t.equal(leastSquares([{ x: 1, y: 2 }]), null);
  t.equal(leastSquares([1, 5, 9].map((y) => ({ x: 0.1, y }))), null, "no two x differ");
  const two = leastSquares([
    { x: 0, y: 1 },
    { x: 2, y: 5 },
  ])!;
  t.match(two, { slope: 2, intercept: 1, error: null, low: null, high: null, points: 2 });
});

t.test("scaling and shifting the data scales and shifts the line", async (t) => {
  const number = fc.integer({ min: -1000, max: 1000 });
  const samples = fc.array(fc.record({ x: number, y: number }), { minLength: 3, maxLength: 20 });
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 9 }), number, (points, scale, shift) => {
      const [line, moved] = [points, points.map(({ x, y }) => ({ x, y: scale * y + shift }))].map(
        leastSquares,
      );
      if (!line || !moved) return line === moved;
      return (
        near(moved.slope, scale * line.slope, 1e-8) &&
        near(moved.intercept, scale * line.intercept + shift, 1e-6) &&
        near(moved.error!, scale * line.error!, 1e-6)
      );
    }),
  );
  t.pass();
});

t.test("blocks keep the order, the mean and all samples", async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      (ys, n) => {
        const samples = ys.map((y, x) => ({ x, y: y % 1000 }));
        const blocks = blockMeans(samples, n);
        const xs = blocks.map(({ x }) => x);
        return (
          blocks.length === Math.min(n, ys.length) &&
          xs.every((x, k) => k === 0 || x > xs[k - 1]!) &&
          (ys.length % blocks.length !== 0 || near(meanY(blocks), meanY(samples), 1e-6))
        );
      },
    ),
  );
  t.same(
    blockMeans(
      [3, 5, 1, 7].map((y, x) => ({ x, y })),
      2,
    ),
    [
      { x: 0.5, y: 4 },
      { x: 2.5, y: 4 },
    ],
  );
});

t.test("repeats of one x become their mean", async (t) => {
  const samples = [
    { x: 2, y: 1 },
    { x: 1, y: 5 },
    { x: 2 + 1e-12, y: 3 },
  ];
  const means = meansByX(samples);
  t.equal(means.length, 2);
  t.match(means[0], { x: 1, y: 5 });
  t.equal(means[1]!.y, 2);
});

t.test("repeats do not narrow the interval", async (t) => {
  const ys = [1, 3, 2, 5];
  const once = ys.map((y, x) => ({ x, y }));
  const often = Array.from({ length: 5 }, () => once).flat();
  const [a, b] = [once, often].map((samples) => leastSquares(meansByX(samples))!);
  t.ok(near(a!.error!, b!.error!));
  t.ok(leastSquares(often)!.error! < 0.5 * a!.error!, "as they would if taken for independent");
});

t.test("95 % of the intervals hold the slope, of means by x with repeats too", async (t) => {
  const rng = rootRng(7).fork("coverage");
  const trials = 2000;
  // A repeat shares the error of its x: what a graph does to all its worlds.
  const draw = (): Sample[] =>
    Array.from({ length: 8 }, (_, x) => ({ x, shared: normal(rng) })).flatMap(({ x, shared }) =>
      [0, 1, 2].map(() => ({ x, y: 0.3 * x + shared + 0.1 * normal(rng) })),
    );
  let [honest, naive] = [0, 0];
  for (let k = 0; k < trials; k++) {
    const samples = draw();
    const holds = (points: Sample[]) => {
      const { low, high } = leastSquares(points)!;
      return low! <= 0.3 && 0.3 <= high!;
    };
    if (holds(meansByX(samples))) honest++;
    if (holds(samples)) naive++;
  }
  // Four standard deviations of the share: 4 √(0.95 · 0.05 / 2000) = 0.02.
  t.ok(Math.abs(honest / trials - 0.95) < 0.02, `${honest / trials}`);
  t.ok(naive / trials < 0.85, `taken for independent points they cover ${naive / trials}`);
});

t.test("the median of odd, even and no numbers", async (t) => {
  t.equal(median([5, 1, 3]), 3);
  t.equal(median([4, 1, 3, 2]), 2.5);
  t.ok(Number.isNaN(median([])));
});

function meanY(samples: readonly Sample[]): number {
  return samples.reduce((sum, { y }) => sum + y, 0) / samples.length;
}
