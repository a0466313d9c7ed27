import t from "tap";
import { anchorOf, geometricCurve, references } from "../../src/report/theory.ts";

t.test("without temperature only the shape sigma^t is drawn", async (t) => {
  const [only, ...rest] = references({ sigma: 0.9, alpha: null, temperature: 0 }, 2);
  t.equal(only?.rate, 0.9);
  t.same(rest, []);
});

t.test("the small-coupling estimate is max(alpha, sigma), squared for the gap", async (t) => {
  const rates = (sigma: number, alpha: number, power: 1 | 2) =>
    references({ sigma, alpha, temperature: 0.1 }, power).map(({ rate }) => rate);
  t.same(rates(0.5, 0.75, 1), [0.5, 0.75]);
  t.same(rates(0.5, 0.75, 2), [0.5, 0.5625]);
  t.same(rates(0.75, 0.5, 2), [0.75, 0.5625]);
  t.same(rates(0.75, 0.5, 1), [0.75], "where both coincide one curve is drawn");
  t.match(
    references({ sigma: 0.5, alpha: 0.75, temperature: 0.1 }, 1)[1]?.label,
    /small-coupling estimate/,
  );
});

t.test("rates without a curve are left out", async (t) => {
  t.same(references({ sigma: 0, alpha: null, temperature: 0 }, 1), []);
  t.same(references({ sigma: 1, alpha: null, temperature: 0 }, 1), []);
  t.same(references({ sigma: null, alpha: 0.5, temperature: 0.1 }, 1), []);
});

t.test("a reference starts at the highest measured point and is exactly geometric", async (t) => {
  const points = [3, 8, 8, 1].map((y, x) => ({ x, y }));
  const anchor = anchorOf(points)!;
  t.same(anchor, { x: 1, y: 8 });
  const curve = geometricCurve(0.5, anchor, 5, 0.9);
  t.same(curve, [
    { x: 1, y: 8 },
    { x: 2, y: 4 },
    { x: 3, y: 2 },
    { x: 4, y: 1 },
    { x: 5, y: 0.5 },
  ]);
  t.equal(geometricCurve(0.5, anchor, 50, 3).at(-1)?.y, 2, "it ends just under the floor");
  t.ok(geometricCurve(0.9999, anchor, 1e6, 1e-300).length <= 201);
});
