// Figures of shared subspaces: which are drawn, what they leave out, what their captions say.
import t from "tap";
import { overlayFigures } from "../../../src/report/figures/overlay.ts";
import { personalFigures } from "../../../src/report/figures/personal.ts";
import { trackingFigure } from "../../../src/report/figures/tracking.ts";
import { draw } from "../../../src/report/render.ts";
import { sampleReport } from "../sample.ts";

const row = (round: number) => ({
  round,
  subspace_angle: 1 / (1 + round),
  subspace_angle_worst: 2 / (1 + round),
  basis_spread: 0,
  basis_consensus: 0,
  critic_error: 0.5,
  own_value: round,
  own_optimum: 9,
  shared_optimum: 3,
});
const report = { ...sampleReport(), metrics: [0, 1, 2].map(row) };
const curvesOf = (spec: object) => {
  const { values } = (spec as { data: { values: { curve: string; y: number }[] } }).data;
  return [...new Set(values.map(({ curve }) => curve))];
};

t.test("a run shows what it has measured, without what is 0 throughout", async (t) => {
  const figures = personalFigures(report);
  t.same(
    figures.map(({ name }) => name),
    ["subspace", "critic", "own-value"],
  );
  t.same(curvesOf(figures[0].spec), ["mean over agents", "worst agent"]);
  t.same(curvesOf(figures[2].spec), ["own policies", "own optima", "best shared policy"]);
  t.match(figures[2].caption, /own policies 2, own optima 9, best shared policy 3/);
  t.same(personalFigures(sampleReport()), [], "runs of other algorithms have none of them");
  for (const { svg } of await draw(figures)) t.match(svg, /^<svg/);
});

t.test("several runs are compared by the first column of each figure", async (t) => {
  const other = { ...report, name: "other", metrics: [0, 1, 2].map((n) => ({ ...row(n), own_value: 1 })) };
  const own = overlayFigures([report, other]).find(({ name }) => name === "own-value")!;
  t.same(curvesOf(own.spec), [report.name, "other", "own optima", "best shared policy"]);
});

t.test("the error of values is drawn against what was sent, by those who send", async (t) => {
  const sending = (name: string, bytes: number) => {
    const metrics = [0, 1, 2].map((round) => ({ ...row(round), bytes: bytes * round }));
    return { ...report, name, metrics };
  };
  const against = (...runs: (typeof report)[]) =>
    overlayFigures(runs).find(({ name }) => name === "critic-traffic");
  const figure = against(sending("ring", 100), sending("server", 900), sending("alone", 0));
  t.same(curvesOf(figure!.spec), ["ring", "server"]);
  const { values } = (figure!.spec as { data: { values: { curve: string; x: number; y: number }[] } }).data;
  t.same(
    values.filter(({ curve }) => curve === "server").map(({ x, y }) => [x, y]),
    [
      [900, 0.5],
      [1800, 0.5],
    ],
  );
  t.equal(against(sending("alone", 0)), undefined, "nobody sends");
  const rangeOf = (spec: object) =>
    (spec as { encoding: { color: { scale: { range: string[] } } } }).encoding.color.scale.range;
  const runs = [sending("ring", 100), sending("alone", 0), sending("server", 900)];
  const all = overlayFigures(runs).find(({ name }) => name === "critic")!;
  const [first, , third] = rangeOf(all.spec);
  t.same(rangeOf(against(...runs)!.spec), [first, third], "a run has one colour in all figures");
});

t.test("what is tracked is called by its name", async (t) => {
  const tracking = { tracking_error: 0.1, tracking_gap: 1e-17 };
  const of = (more: object) => trackingFigure({ ...report, metrics: [{ round: 1, ...tracking, ...more }] });
  t.match(of({ basis_consensus: 1 })!.title, "Tracking of the mean innovation");
  t.match(of({})!.title, "Tracking of the mean Q");
});
