// What the gap cost on the network.
import { formatBytes, formatNumber } from "../number.ts";
import type { Report } from "../report.ts";
import { pointsOf } from "../series.ts";
import { curvesSpec, liftedWords, logarithmic, logCurve } from "./axes.ts";
import type { Figure, Spec } from "./figure.ts";

/** Axis labels of byte counts in decimal units. */
export const byteLabels = "replace(format(datum.value, '.3~s'), regexp('([kMGTP]?)$'), ' $1B')";

/** What is counted. */
export const bytesTitle = "bytes sent by all agents";

/** A linear channel of bytes sent. */
export const bytesSent: Spec = {
  title: bytesTitle,
  scale: { nice: false, zero: true },
  axis: { grid: false, labelExpr: byteLabels, tickCount: 5 },
};

/** Optimality gap against cumulative bytes; undefined where either is missing or nothing was sent. */
export function trafficFigure({ metrics }: Report): Figure | undefined {
  const points = pointsOf(metrics, "optimality_gap", "bytes");
  const last = points.at(-1);
  if (!last || last.x === 0) return undefined;
  const measured = logCurve(points);
  const title = "Optimality gap against traffic";
  const cost = `${formatBytes(last.x)} on all links together`;
  const sentence = `The gap stands at ${formatNumber(last.y, 3)} after ${cost}.`;
  return {
    name: "traffic",
    title,
    caption: `${sentence}${liftedWords([measured])}`,
    spec: curvesSpec([{ label: "measured", points: measured.points }], {
      title,
      x: bytesSent,
      y: logarithmic("V* − V of the mean policy", [measured]),
    }),
  };
}
