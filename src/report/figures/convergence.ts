// Optimality gap and consensus error against rounds, with the shapes that theory suggests.
import { formatNumber } from "../number.ts";
import type { Report } from "../report.ts";
import { type Point, pointsOf } from "../series.ts";
import { anchorOf, geometricCurve, references } from "../theory.ts";
import { type Curve, curvesSpec, liftedWords, logarithmic, logCurve, rounds } from "./axes.ts";
import type { Figure } from "./figure.ts";

/** V*(ρ) − V^π̄(ρ) against rounds; undefined where the run has no gap. */
export function gapFigure(report: Report): Figure | undefined {
  return decayFigure(report, {
    name: "gap",
    column: "optimality_gap",
    power: 2,
    title: "Optimality gap of the mean policy",
    axis: "V* − V of the mean policy",
  });
}

/** Consensus error of policies, or of plain averaging, against rounds; undefined where the run has none. */
export function consensusFigure(report: Report): Figure | undefined {
  const decay = { name: "consensus", power: 1, title: "Disagreement of the worst agent" } as const;
  return (
    decayFigure(report, { ...decay, column: "policy_consensus", axis: "maxₙ ‖log πₙ − log π̄‖∞" }) ??
    decayFigure(report, { ...decay, column: "values_consensus", axis: "maxₙ ‖xₙ − x̄‖∞" })
  );
}

interface Decay {
  readonly name: string;
  readonly column: string;
  readonly power: 1 | 2;
  readonly title: string;
  readonly axis: string;
}

function decayFigure(report: Report, { name, column, power, title, axis }: Decay): Figure | undefined {
  const points = pointsOf(report.metrics, column);
  if (points.length === 0) return undefined;
  const measured = logCurve(points);
  const shapes = shapesBeside(report, points, power);
  const curves = [{ label: "measured", points: measured.points }, ...shapes];
  const grey =
    shapes.length > 0 ? " Grey: shapes to compare slopes with, started at the highest point." : "";
  return {
    name,
    title,
    caption: `${wordsOf(title, points)}${liftedWords([measured])}${grey}`,
    spec: curvesSpec(curves, { title, x: rounds(curves), y: logarithmic(axis, [measured]) }),
  };
}

// FedNPG's theory is about one kernel and a doubly stochastic W: elsewhere no curve of it is drawn.
function shapesBeside(report: Report, points: readonly Point[], power: 1 | 2): Curve[] {
  const anchor = anchorOf(points);
  const least = points.reduce((low, { y }) => (y > 0 ? Math.min(low, y) : low), Number.POSITIVE_INFINITY);
  if (report.biased || !report.sharedKernel || !anchor || anchor.y <= 0) return [];
  return references(report.theory, power).map(({ label, rate }) => ({
    label,
    points: geometricCurve(rate, anchor, points.at(-1)!.x, least / 100),
    reference: true,
  }));
}

function wordsOf(title: string, points: readonly Point[]): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  if (points.length === 1) return `${title}: ${formatNumber(first.y, 3)} at round ${first.x}.`;
  const top = anchorOf(points)!;
  const peak = top.y > first.y ? `, ${formatNumber(top.y, 3)} at its highest (round ${top.x})` : "";
  const [start, end] = [first, last].map(({ x, y }) => `${formatNumber(y, 3)} at round ${x}`);
  return `${title}: ${start}${peak}, ${end}.`;
}
