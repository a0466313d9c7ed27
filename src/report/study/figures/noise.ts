// What evaluation noise leaves of the gap, with the fitted exponent and theory's linear bound.
import type { Sample } from "../../../math/regression.ts";
import { drawnFloor } from "../../series.ts";
import { clauseOf, type Fit, fitsDotted, fitsOf, linesOf, withSlopes } from "../fits.ts";
import { leastOf, markedSeries } from "../marks.ts";
import { logScale } from "../scales.ts";
import { type ReferenceLine, scatterSpec } from "../scatter.ts";
import { seriesBesideAxis } from "../series.ts";
import { verdictOn } from "../slope.ts";
import { numberIn, type StudyRecord, type StudyRun } from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { clauses, marksMean } from "../words.ts";

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

type Quantity = (typeof quantities)[number];

function noiseFigure(study: StudyRecord, quantity: Quantity): StudyFigure | undefined {
  const marked = markedSeries(study, seriesBesideAxis(study, axis), placeOf(quantity));
  const samples = marked.flatMap((one) => one.samples);
  const [xs, ys] = [samples.map(({ x }) => x), samples.map(({ y }) => y)];
  if (new Set(xs).size < 2) return undefined;
  const fits = fitsOf(marked);
  const { name, title, noun } = quantity;
  return {
    name,
    title,
    finding: findingOf(fits, noun),
    caption: `${marksMean} ${fitsDotted} Dashed: theory's bound, linear in the noise, at a free height.`,
    spec: scatterSpec({
      title,
      x: logScale("size of the evaluation noise", xs),
      y: logScale(quantity.y, ys),
      series: withSlopes(marked, fits),
      lines: [linearBound(samples), ...linesOf(fits)],
      joined: true,
    }),
  };
}

function placeOf({ column }: Quantity) {
  return (run: StudyRun) => {
    const [noise, left] = [numberIn(run, "noise"), numberIn(run, column)];
    return noise && left !== undefined && left > drawnFloor ? { x: noise, y: left } : undefined;
  };
}

/** A line of slope 1 down from the worst run at the largest noise. */
function linearBound(samples: readonly Sample[]): ReferenceLine {
  const top = samples.reduce((a, b) => (b.x > a.x || (b.x === a.x && b.y > a.y) ? b : a));
  const least = leastOf(samples.map(({ x }) => x));
  return {
    label: "linear, theory's bound (shape)",
    points: [{ x: least, y: (top.y * least) / top.x }, top],
  };
}

function findingOf(fits: readonly Fit[], noun: string): string {
  if (fits.length === 0) return `Fewer than three sizes of noise left a number: no power fits ${noun}.`;
  const words = {
    inside: "1, linear, lies in the interval",
    above: "less than linear",
    below: "it vanishes faster than the linear bound",
  };
  const parts = fits.map((fit) => clauseOf(fit, "the noise", words[verdictOn(fit.law, 1)]));
  return `With the noise to the power s goes ${noun}: ${clauses(parts)}.`;
}
