// How well the agents' running estimates follow the network's mean Q.
import { formatNumber } from "../number.ts";
import type { Report } from "../report.ts";
import { lastOf, pointsOf } from "../series.ts";
import { curvesSpec, liftedWords, logarithmic, logCurve, rounds } from "./axes.ts";
import type { Figure } from "./figure.ts";

const columnsFor = (tracked: string) =>
  [
    ["tracking_error", `error: max |Tₙ − mean ${tracked}|`],
    ["tracking_gap", `gap: ‖mean T − mean ${tracked}‖∞`],
    ["evaluation_error", "evaluation error"],
  ] as const;

/**
 * Tracking error, tracking gap and evaluation error against rounds, the last alone where the run tracks
 * nothing; undefined where it evaluates nothing either.
 */
export function trackingFigure({ metrics }: Report): Figure | undefined {
  // Where bases are shared it is their innovations that are tracked, or what is proposed for them.
  const ofBases = pointsOf(metrics, "basis_consensus").length > 0;
  const tracked = ofBases ? "G" : "Q";
  const measured = columnsFor(tracked)
    .map(([column, label]) => ({ label, points: pointsOf(metrics, column) }))
    .filter(({ points }) => points.length > 0)
    .map(({ label, points }) => ({ label, ...logCurve(points) }));
  if (measured.length === 0) return undefined;
  const error = lastOf(metrics, "tracking_error");
  const gap = lastOf(metrics, "tracking_gap");
  const tracks = error !== undefined || gap !== undefined;
  const title = tracks
    ? `Tracking of the mean ${ofBases ? "innovation" : "Q"}`
    : "Error of the evaluated Q";
  const caption = tracks
    ? captionOf(error, gap, tracked)
    : evaluationWords(lastOf(metrics, "evaluation_error"));
  const y = logarithmic(ofBases ? "difference" : "difference in value", measured);
  return {
    name: "tracking",
    title,
    caption: caption + liftedWords(measured),
    spec: curvesSpec(measured, { title, x: rounds(measured), y }),
  };
}

function evaluationWords(error: number | undefined): string {
  const far = formatNumber(error ?? 0, 2);
  return `Nothing is tracked. At the end no agent's Q is further than ${far} from that of its own policy.`;
}

function captionOf(error: number | undefined, gap: number | undefined, tracked: string): string {
  const far =
    error === undefined
      ? ""
      : `At the end no tracker is further than ${formatNumber(error, 3)} from the mean ${tracked}. `;
  if (gap === undefined) return far.trim();
  const kept = gap < 1e-9 ? "the trackers' mean kept to it" : "the trackers' mean has left it";
  return `${far}The tracking gap ended at ${formatNumber(gap, 2)}: ${kept}.`;
}
