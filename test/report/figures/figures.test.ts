import fc from "fast-check";
import t from "tap";
import { consensusFigure, gapFigure } from "../../../src/report/figures/convergence.ts";
import { graphFigure, lastDisagreement } from "../../../src/report/figures/graph.ts";
import { barsOf, degreesFigure, weightsHistogramFigure } from "../../../src/report/figures/histogram.ts";
import { overlayFigures } from "../../../src/report/figures/overlay.ts";
import { multiplesOf, spectrumFigure } from "../../../src/report/figures/spectrum.ts";
import { trackingFigure } from "../../../src/report/figures/tracking.ts";
import { trafficFigure } from "../../../src/report/figures/traffic.ts";
import { valueFigure } from "../../../src/report/figures/value.ts";
import { cellsOf, weightsFigure } from "../../../src/report/figures/weights.ts";
import { draw } from "../../../src/report/render.ts";
import { sampleReport } from "../sample.ts";

interface Drawn {
  readonly curve: string;
  readonly x: number;
  readonly y: number;
}
const drawn = (spec: unknown) => (spec as { data: { values: Drawn[] } }).data.values;
const yAxis = (spec: unknown) =>
  (spec as { encoding: { y: { axis: { labelExpr: string }; scale: { domain: number[] } } } }).encoding.y;

t.test("the gap is drawn as measured, with sigma^t from its highest point", async (t) => {
  const report = sampleReport();
  const values = drawn(gapFigure(report)!.spec);
  const measured = values.filter(({ curve }) => curve === "measured");
  t.same(
    measured,
    report.metrics.map((row) => ({ x: row.round, y: row.optimality_gap, curve: "measured" })),
  );
  const shape = values.filter(({ curve }) => curve !== "measured");
  t.same([shape[0]?.x, shape[0]?.y], [0, 1]);
  t.ok(Math.abs(shape[7]!.y / shape[6]!.y - report.theory.sigma!) < 1e-14);
});

t.test("a gap below zero is lifted in the drawing only, and said so on the axis and below", async (t) => {
  const metrics = [1, 1e-9, -2e-15].map((optimality_gap, round) => ({ round, optimality_gap }));
  const { spec, caption } = gapFigure(sampleReport(8, { metrics }))!;
  const measured = drawn(spec).filter(({ curve }) => curve === "measured");
  t.equal(measured.at(-1)?.y, 1e-16);
  t.match(yAxis(spec).axis.labelExpr, "≤ 10⁻¹⁶");
  t.match(caption, "lowest −2e-15");
  t.match(caption, "−2e-15 at round 2");
});

t.test("no theory is drawn where it does not hold", async (t) => {
  for (const changes of [{ biased: true }, { sharedKernel: false }]) {
    const values = drawn(consensusFigure(sampleReport(8, changes))!.spec);
    t.same([...new Set(values.map(({ curve }) => curve))], ["measured"]);
  }
});

t.test("V* is dashed at value + gap, and absent where there is none", async (t) => {
  const values = drawn(valueFigure(sampleReport())!.spec);
  const optimum = values.filter(({ curve }) => curve.startsWith("V*"));
  t.same(
    optimum.map(({ x, y }) => [x, y]),
    [
      [0, 5],
      [40, 5],
    ],
  );
  const metrics = [{ round: 0, value: 1, value_worst: 0 }];
  t.notOk(
    drawn(valueFigure(sampleReport(8, { metrics }))!.spec).some(({ curve }) => curve.startsWith("V*")),
  );
});

t.test("runs are laid over one another, each by its worst agent too", async (t) => {
  const [first, second] = [sampleReport(), sampleReport(8, { name: "other" })];
  const worst = overlayFigures([first, second]).find(({ name }) => name === "worst")!;
  const curves = drawn(worst.spec).filter(({ curve }) => curve === "other");
  t.equal(curves.length, first.metrics.length);
  for (const { x, y } of curves) t.ok(Math.abs(y - 2 * 0.5 ** x) < 1e-14, `V* − V is 2 · 2^−${x}`);
  const values = (rate: number) =>
    [0, 1, 2].map((round) => ({
      round,
      messages: round,
      bytes: 8 * round,
      values_consensus: rate ** round,
    }));
  const plain = [0.5, 0.25].map((rate, k) =>
    sampleReport(8, { name: `plain-${k}`, metrics: values(rate), agents: [] }),
  );
  const alone = drawn(consensusFigure(plain[0]!)!.spec).filter(({ curve }) => curve === "measured");
  t.same(
    alone.map(({ y }) => y),
    [1, 0.5, 0.25],
  );
  const figures = overlayFigures(plain);
  t.same(
    figures.map(({ name }) => name),
    ["values"],
  );
  t.same(
    drawn(figures[0]!.spec).map(({ y }) => y),
    [1, 0.5, 0.25, 1, 0.25, 0.0625],
  );
});

t.test("of curves that coincide the earlier ones are drawn wider, so that all are seen", async (t) => {
  const runs = ["first", "second", "third"].map((name) => sampleReport(8, { name }));
  const [{ svg }] = await draw(overlayFigures(runs).filter(({ name }) => name === "gap"));
  // Curves have no transform of their own; the legend's strokes do.
  const curves = [...svg.matchAll(/<path aria-[^>]*? d="[^"]+" stroke="#\w+" stroke-width="([\d.]+)"/g)];
  const widths = curves.map(([, width]) => Number(width));
  t.equal(widths.length, 3);
  t.ok(widths[0]! >= widths[1]! + 1 && widths[1]! >= widths[2]! + 1, widths.join(" > "));
});

t.test("a figure without data is no figure", async (t) => {
  const bare = sampleReport(8, { metrics: [{ round: 0, messages: 0, bytes: 0 }] });
  for (const figure of [gapFigure, consensusFigure, valueFigure, trackingFigure, trafficFigure]) {
    t.equal(figure(bare), undefined);
    t.not(figure(sampleReport()), undefined);
  }
  t.equal(spectrumFigure({ sigma: 0.5 }), undefined);
});

t.test("drawings up to 300 agents, histograms beyond", async (t) => {
  for (const [size, small] of [
    [300, true],
    [301, false],
  ] as const) {
    const report = sampleReport(size, { agents: [] });
    t.equal(graphFigure(report) !== undefined, small);
    t.equal(weightsFigure(report) !== undefined, small);
    t.equal(degreesFigure(report) === undefined, small);
    t.equal(weightsHistogramFigure(report) === undefined, small);
  }
});

t.test("agents are coloured by the last round that all of them have", async (t) => {
  const at = (round: number, agent: number, disagreement: number) => ({ round, agent, disagreement });
  t.same(lastDisagreement([at(0, 0, 1), at(0, 1, 2), at(5, 1, 4), at(5, 0, 3), at(6, 0, 9)], 2), [3, 4]);
  t.equal(lastDisagreement([at(6, 0, 9)], 2), undefined);
});

t.test("histograms count every value once", async (t) => {
  const whole = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1 });
  fc.assert(
    fc.property(whole, fc.boolean(), (values, integers) => {
      const bars = barsOf(values, integers);
      const naive = bars.map(
        ({ from, to }, k) =>
          values.filter((v) => v >= from && (v < to || (k === bars.length - 1 && v <= to))).length,
      );
      const total = bars.reduce((sum, { count }) => sum + count, 0);
      // Bars of whole numbers end at halves, so the naive count is exact there.
      return (
        total === values.length &&
        bars.length <= 30 &&
        (!integers || String(naive) === String(bars.map((b) => b.count)))
      );
    }),
  );
  t.same(barsOf([2, 2, 4], true), [
    { from: 1.5, to: 2.5, count: 2 },
    { from: 2.5, to: 3.5, count: 0 },
    { from: 3.5, to: 4.5, count: 1 },
  ]);
});

t.test("weights that differ by rounding are one bar and one number", async (t) => {
  const weights = Array.from({ length: 301 }, (_, i) => ({ i, j: i, w: i % 2 === 0 ? 0.2 : 1 - 4 / 5 }));
  const report = sampleReport(301, { agents: [], weights });
  t.not(1 - 4 / 5, 0.2);
  t.equal(
    barsOf(
      weights.map(({ w }) => w),
      false,
    ).length,
    1,
  );
  t.equal(weightsHistogramFigure(report)!.caption, "301 non-zero weights; all are 0.2.");
});

t.test("where nothing is tracked the evaluation's error is not called tracking", async (t) => {
  const metrics = [0, 1].map((round) => ({ round, evaluation_error: 4e-16 }));
  const { title, caption } = trackingFigure(sampleReport(8, { metrics }))!;
  t.equal(title, "Error of the evaluated Q");
  t.match(caption, /^Nothing is tracked\. .* no agent's Q is further than 4e-16 from/);
  t.equal(trackingFigure(sampleReport())!.title, "Tracking of the mean Q");
});

t.test("heat map cells cover W exactly once, or hold its mass in blocks", async (t) => {
  const dense = (size: number, weight: (i: number, j: number) => number) =>
    Array.from({ length: size * size }, (_, k) => {
      const [i, j] = [Math.floor(k / size), k % size];
      return { i, j, w: weight(i, j) };
    }).filter(({ w }) => w !== 0);
  const uniform = cellsOf(
    50,
    dense(50, () => 1 / 50),
  );
  t.equal(uniform.cells.length, 50, "equal neighbours in a row are one cell");
  const mixed = dense(9, (i, j) => (i + j) % 2);
  const painted = new Map(
    cellsOf(9, mixed).cells.flatMap(({ x, x2, y, w }) =>
      Array.from({ length: x2 - x }, (_, k) => [`${y} ${x + k}`, w]),
    ),
  );
  t.same(painted, new Map(mixed.map(({ i, j, w }) => [`${i} ${j}`, w])));
  const blocks = cellsOf(
    50,
    dense(50, (i, j) => 1 + i + 50 * j),
    100,
  );
  t.equal(blocks.block, 5);
  t.ok(blocks.cells.length <= 100);
  const mass = blocks.cells.reduce((sum, { x, x2, y, y2, w }) => sum + (x2 - x) * (y2 - y) * w, 0);
  t.equal(mass, (2500 * 2501) / 2);
});

t.test("equal eigenvalues are counted together", async (t) => {
  const ring = sampleReport(8).certificate.spectrum!;
  t.same(
    multiplesOf(ring).map(({ count }) => count),
    [1, 2, 2, 2, 1],
  );
  const pair = [{ re: 0.5, im: 0.5 }, { re: 0.5, im: -0.5 }, 1, { re: 1, im: 1e-13 }];
  t.same(
    multiplesOf(pair).map(({ re, im, count }) => [re, im, count]),
    [
      [0.5, -0.5, 1],
      [0.5, 0.5, 1],
      [1, 0, 2],
    ],
  );
});
