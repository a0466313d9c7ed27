import fc from "fast-check";
import t from "tap";
import {
  decadesAround,
  decadeTicks,
  firstBelow,
  lastOf,
  onLogScale,
  optimalValue,
  pointsOf,
  thinned,
} from "../../src/report/series.ts";
import { geometricRows } from "./sample.ts";

t.test("rounds to a gap: the first row at most the target", async (t) => {
  const rows = geometricRows(40);
  // 2^−t ≤ 10^−3 first at t = 10, ≤ 10^−6 first at t = 20, ≤ 2^−7 exactly at t = 7.
  t.equal(firstBelow(rows, 1e-3)?.round, 10);
  t.equal(firstBelow(rows, 1e-6)?.round, 20);
  t.equal(firstBelow(rows, 0.5 ** 7)?.round, 7);
  t.equal(firstBelow(rows, 1e-30), undefined);
  t.equal(firstBelow([{ round: 0 }], 1), undefined, "a missing gap is no small gap");
});

t.test("missing cells are left out, never zero", async (t) => {
  const rows = [{ round: 0 }, { round: 1, value: 2 }, { round: 2, value: Number.NaN }];
  t.same(pointsOf(rows, "value"), [{ x: 1, y: 2 }]);
  t.equal(lastOf(rows, "value"), 2);
  t.equal(lastOf(rows, "bytes"), undefined);
  t.equal(optimalValue(rows), undefined);
  t.equal(optimalValue(geometricRows(5)), 5);
});

t.test("a logarithmic scale lifts what it cannot show and counts it", async (t) => {
  const curve = onLogScale([1, 1e-15, -3e-15, 0, 1e-16, 1e-17].map((y, x) => ({ x, y })));
  t.same(
    curve.points.map(({ y }) => y),
    [1, 1e-15, 1e-16, 1e-16, 1e-16, 1e-16],
  );
  t.equal(curve.lifted, 3);
  t.equal(curve.lowest, -3e-15);
  t.equal(curve.waiting, 0);
});

t.test("leading zeros wait; a curve of zeros only is drawn at the floor", async (t) => {
  const late = onLogScale([0, 0, 5, 0].map((y, x) => ({ x, y })));
  t.same(late.points[0], { x: 2, y: 5 });
  t.equal(late.waiting, 2);
  t.equal(late.lifted, 1);
  const never = onLogScale([0, 0].map((y, x) => ({ x, y })));
  t.same([never.points.length, never.lifted, never.waiting], [2, 2, 0]);
});

t.test("decades enclose the values they are drawn for and no more", async (t) => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1e-16, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
      const [low, high] = decadesAround(values);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const tight = low * 10 > least && (high / 10 < most * 1.0001 || high / low < 11);
      return low <= least && most <= high && low < high && tight;
    }),
  );
  t.same(decadesAround([0, -1]), [0.1, 1]);
  t.same(decadesAround([1, 1000]), [1, 1000]);
});

t.test("ticks begin at the lowest decade and are few", async () => {
  fc.assert(
    fc.property(fc.integer({ min: -17, max: 5 }), fc.integer({ min: 1, max: 40 }), (first, span) => {
      const ticks = decadeTicks([Number(`1e${first}`), Number(`1e${first + span}`)]);
      const apart = new Set(ticks.slice(1).map((tick, k) => tick - ticks[k]!));
      return ticks[0] === first && ticks.at(-1)! <= first + span && ticks.length <= 7 && apart.size <= 1;
    }),
  );
});

t.test("thinning keeps ends, extremes and order", async () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 50, maxLength: 900 }),
      (ys) => {
        const points = ys.map((y, x) => ({ x, y }));
        const kept = thinned(points, 100);
        const extreme = (all: readonly { y: number }[]) => [
          Math.min(...all.map(({ y }) => y)),
          Math.max(...all.map(({ y }) => y)),
        ];
        return (
          kept.length <= 108 &&
          kept[0] === points[0] &&
          kept.at(-1) === points.at(-1) &&
          String(extreme(kept)) === String(extreme(points)) &&
          kept.every((point, k) => k === 0 || point.x > kept[k - 1]!.x)
        );
      },
    ),
    { numRuns: 50 },
  );
});
