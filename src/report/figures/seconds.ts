// What the gap cost in virtual time.
import { formatNumber, formatSeconds } from "../number.ts";
import type { Report } from "../report.ts";
import { type Point, pointsOf } from "../series.ts";
import { curvesSpec, liftedWords, logarithmic, logCurve } from "./axes.ts";
import type { Figure, Spec } from "./figure.ts";

/** A linear channel of virtual seconds. */
export const virtualSeconds: Spec = {
  title: "virtual seconds",
  scale: { nice: false, zero: true },
  axis: { grid: false, format: "~s", tickCount: 6 },
};

/** The gap, or the disagreement of plain averaging, against virtual time; undefined where none passed. */
export function secondsFigure({ metrics }: Report): Figure | undefined {
  const gaps = pointsOf(metrics, "optimality_gap", "virtual_seconds");
  if (gaps.length > 0) {
    return against(gaps, metrics, "Optimality gap against virtual time", "V* − V of the mean policy");
  }
  const apart = pointsOf(metrics, "values_consensus", "virtual_seconds");
  return against(apart, metrics, "Disagreement against virtual time", "maxₙ ‖xₙ − x̄‖∞");
}

function against(
  points: readonly Point[],
  metrics: Report["metrics"],
  title: string,
  axis: string,
): Figure | undefined {
  const last = points.at(-1);
  if (last === undefined || last.x === 0) return undefined;
  const measured = logCurve(points);
  const rounds = metrics.at(-1)?.round ?? 0;
  const pace = rounds === 0 ? "" : ` A round took ${formatSeconds(last.x / rounds)} in the mean.`;
  const sentence = `It stands at ${formatNumber(last.y, 3)} after ${formatSeconds(last.x)}.${pace}`;
  return {
    name: "seconds",
    title,
    caption: `${sentence}${liftedWords([measured])}`,
    spec: curvesSpec([{ label: "measured", points: measured.points }], {
      title,
      x: virtualSeconds,
      y: logarithmic(axis, [measured]),
    }),
  };
}
