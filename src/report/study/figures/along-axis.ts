// Rate and rounds along an axis that is a number and neither the graph's nor the noise.

import { median } from "../../../math/median.ts";
import { clauseOf, fitsDotted, fitsOf, linesOf, withSlopes } from "../fits.ts";
import { markedSeries } from "../marks.ts";
import { factorScale, logScale } from "../scales.ts";
import { type ReferenceLine, scatterSpec } from "../scatter.ts";
import { repeatsOf, type Series, seriesBesideAxis } from "../series.ts";
import {
  axisName,
  estimateOf,
  isNumeric,
  isOfGraph,
  numberIn,
  type StudyRecord,
  type StudyRun,
  varied,
} from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { targetOf } from "../targets.ts";
import { clauses, lead, marksMean, short } from "../words.ts";

/** For each axis of at least three numbers: the fitted rate along it, and rounds to a gap. */
export function axisFigures(study: StudyRecord): StudyFigure[] {
  return numberAxes(study).flatMap((axis) =>
    [rateAlong(study, axis), roundsAlong(study, axis)].flatMap((f) => f ?? []),
  );
}

/** The axes of at least three numbers that are neither the graph's nor the noise. */
export function numberAxes(study: StudyRecord): string[] {
  return varied(study).filter(
    (axis) => isNumeric(study, axis) && study.values[axis]!.length >= 3 && isPlain(axis),
  );
}

function isPlain(axis: string): boolean {
  return axis !== "algorithm.evaluationNoise.size" && (axis === "agents" || !isOfGraph(axis));
}

function rateAlong(study: StudyRecord, axis: string): StudyFigure | undefined {
  const series = seriesBesideAxis(study, axis);
  const marked = markedSeries(study, series, placed(axis, "rate"));
  const samples = marked.flatMap((one) => one.samples);
  if (new Set(samples.map(({ x }) => x)).size < 3) return undefined;
  const name = axisName(axis);
  const lines = series.length <= 3 ? series.flatMap((one) => estimatesOf(study, one, axis)) : [];
  const title = `Rate of the gap by ${name}`;
  const values = [...samples, ...lines.flatMap(({ points }) => points)];
  const estimated = lines.length > 0 ? " Dotted: the small-coupling estimate max(α, σ)²." : "";
  const range = marked.map(({ label, marks }) => {
    const ends = [marks[0]!, ...marks.slice(1).slice(-1)];
    return lead({ label }) + ends.map(({ x, y }) => `${short(y)} at ${name} ${short(x)}`).join(" and ");
  });
  return {
    name: `rate-by-${slug(axis)}`,
    title,
    finding: `Factor of the gap per round: ${clauses(range)}.`,
    caption: `Fitted on the tail of each run. ${marksMean}${estimated}`,
    spec: scatterSpec({
      title,
      x: logScale(
        name,
        samples.map(({ x }) => x),
      ),
      y: factorScale(
        "fitted factor per round",
        values.map(({ y }) => y),
      ),
      series: marked,
      lines,
      joined: true,
    }),
  };
}

function roundsAlong(study: StudyRecord, axis: string): StudyFigure | undefined {
  const target = targetOf(study);
  if (target === undefined) return undefined;
  const marked = markedSeries(study, seriesBesideAxis(study, axis), placed(axis, target.rounds));
  const samples = marked.flatMap((one) => one.samples);
  if (new Set(samples.map(({ x }) => x)).size < 3) return undefined;
  const name = axisName(axis);
  const fits = fitsOf(marked);
  const parts = fits.map((fit) => clauseOf(fit, name));
  const title = `Rounds to a gap of ${target.name} by ${name}`;
  return {
    name: `rounds-by-${slug(axis)}`,
    title,
    finding:
      fits.length === 0
        ? `No power of ${name} can be fitted: fewer than three values each.`
        : `Rounds to a gap of ${target.name} go as ${name}^s: ${clauses(parts)}.`,
    caption: `${marksMean} ${fitsDotted} ${target.reached} of ${target.of} runs reached the gap.`,
    spec: scatterSpec({
      title,
      x: logScale(
        name,
        samples.map(({ x }) => x),
      ),
      y: logScale(
        "rounds",
        samples.map(({ y }) => y),
      ),
      series: withSlopes(marked, fits),
      lines: linesOf(fits),
      joined: true,
    }),
  };
}

/** Where runs stand along an axis by a column of their rows, both positive. */
export function placed(axis: string, column: string) {
  return (run: StudyRun) => {
    const [x, y] = [run.point[axis], numberIn(run, column)];
    return typeof x === "number" && x > 0 && y !== undefined && y > 0 ? { x, y } : undefined;
  };
}

/** max(α, σ)² of the settings of a series, medians over seeds, in its colour. */
function estimatesOf(study: StudyRecord, { label, runs }: Series, axis: string): ReferenceLine[] {
  const points = repeatsOf(study, runs).flatMap(({ runs: repeats }) => {
    const x = repeats[0]!.point[axis];
    const estimates = repeats.flatMap((run) => estimateOf(run) ?? []);
    const y = estimates.length === 0 ? 0 : median(estimates) ** 2;
    return typeof x === "number" && x > 0 && y > 0 && y < 1 ? [{ x, y }] : [];
  });
  return points.length < 2
    ? []
    : [{ label: `${label}, estimate`, points: points.sort((a, b) => a.x - b.x), series: label }];
}

/** A name as files may have it. */
export function slug(axis: string): string {
  return axis.replace(/[^A-Za-z0-9]+/g, "-");
}
