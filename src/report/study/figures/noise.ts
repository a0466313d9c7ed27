// What evaluation noise leaves of the gap, with the fitted exponent and theory's linear bound.
import { drawnFloor } from "../../series.ts";
import { markedSeries } from "../marks.ts";
import { logScale } from "../scales.ts";
import { type ReferenceLine, scatterSpec } from "../scatter.ts";
import { seriesBesideAxis } from "../series.ts";
import { evidenceOf, formatSlope, powerLawOf, slopeText, verdictOn } from "../slope.ts";
import { numberIn, type StudyRecord, type StudyRun } from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { clauses, lead, marksMean } from "../words.ts";

const quantities = [
  {
    name: "noise-gap",
    column: "final_gap",
    title: "Gap left by evaluation noise",
    y: "V* − V of the mean policy",
    noun: "the final gap",
  },
  {
    name: "noise-policy",
    column: "final_policy_error",
    title: "Policy error left by evaluation noise",
    y: "‖log π̄ − log π*‖∞",
    noun: "the final error of log π̄",
  },
] as const;

/** The axis of noise among a study's axes. */
const axis = "algorithm.evaluationNoise.size";

/** Gap and policy error against noise, where a study varies it. */
export function noiseFigures(study: StudyRecord): StudyFigure[] {
  return quantities.flatMap((quantity) => noiseFigure(study, quantity) ?? []);
}

function noiseFigure(study: StudyRecord, { name, column, title, y, noun }: (typeof quantities)[number]) {
  const place = (run: StudyRun) => {
    const [noise, left] = [numberIn(run, "noise"), numberIn(run, column)];
    return noise && left !== undefined && left > drawnFloor ? { x: noise, y: left } : undefined;
  };
  const series = seriesBesideAxis(study, axis);
  const marked = markedSeries(study, series, place);
  const samples = marked.flatMap((one) => one.samples);
  if (new Set(samples.map(({ x }) => x)).size < 2) return undefined;
  const fits = marked.flatMap(({ label, samples }) => {
    const law = powerLawOf(samples);
    return law ? [{ label, law }] : [];
  });
  const named = (label: string) => {
    const fit = fits.find((one) => one.label === label);
    return fit ? `${label}: exponent ${slopeText(fit.law)}` : label;
  };
  const top = samples.reduce((a, b) => (b.x > a.x || (b.x === a.x && b.y > a.y) ? b : a));
  const least = samples.reduce((low, { x }) => Math.min(low, x), top.x);
  const bound: ReferenceLine = {
    label: "linear, theory's bound (shape)",
    points: [{ x: least, y: (top.y * least) / top.x }, top],
  };
  const parts = fits.map((fit) => {
    const words = {
      inside: "linear lies in the interval",
      above: "less than linear",
      below: "faster than the linear bound",
    };
    return `${lead(fit)}exponent ${formatSlope(fit.law.line.slope)} (${evidenceOf(fit.law, "the noise")}; ${words[verdictOn(fit.law, 1)]})`;
  });
  const finding =
    parts.length === 0
      ? `Fewer than three sizes of noise left a number: no exponent of ${noun} can be fitted.`
      : `A power of the noise fitted to ${noun}: ${clauses(parts)}.`;
  return {
    name,
    title,
    finding,
    caption: `${marksMean} Thin lines: fits. Dashed: theory bounds what is left by a multiple of the noise; its line starts at the largest noise, at a free height.`,
    spec: scatterSpec({
      title,
      x: logScale(
        "size of the evaluation noise",
        samples.map(({ x }) => x),
      ),
      y: logScale(
        y,
        samples.map((sample) => sample.y),
      ),
      series: marked.map((one) => ({ ...one, label: named(one.label) })),
      lines: [bound, ...fits.map(({ label, law }) => ({ label, points: law.ends, series: named(label) }))],
      joined: true,
    }),
  } satisfies StudyFigure;
}
