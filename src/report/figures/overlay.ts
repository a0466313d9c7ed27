// Curves of several runs over one another.
import { formatNumber } from "../number.ts";
import type { Report } from "../report.ts";
import { decadesAround, firstBelow, pointsOf } from "../series.ts";
import { type Curve, curvesSpec, decadeAxis, liftedWords, logarithmic, logCurve, rounds } from "./axes.ts";
import type { Figure, Spec } from "./figure.ts";
import { byteLabels, bytesSent } from "./traffic.ts";

/** Gap, consensus error and gap against traffic of several runs; a figure without data is left out. */
export function overlayFigures(reports: readonly Report[]): Figure[] {
  const runs = distinctNames(reports);
  const gap = "V* − V of the mean policy";
  return [
    overlay(runs, {
      name: "gap",
      title: "Optimality gap of the mean policy",
      column: "optimality_gap",
      against: "round",
      x: rounds,
      y: gap,
      caption: gapWords(runs),
    }),
    overlay(runs, {
      name: "consensus",
      title: "Disagreement of the worst agent",
      column: "policy_consensus",
      against: "round",
      x: rounds,
      y: "maxₙ ‖log πₙ − log π̄‖∞",
      caption: "How far the agent furthest from the mean policy is from it, run by run.",
    }),
    overlay(runs, {
      name: "traffic",
      title: "Optimality gap against traffic",
      column: "optimality_gap",
      against: "bytes",
      x: bytesChannel,
      y: gap,
      caption:
        "What each run had sent, over all links, when its gap was this small: further left is cheaper.",
    }),
  ].filter((figure) => figure !== undefined);
}

/** A run under a name that no other run of the comparison bears. */
export interface NamedRun {
  readonly label: string;
  readonly report: Report;
}

/** Runs of equal name are told apart by the first of their run id. */
export function distinctNames(reports: readonly Report[]): NamedRun[] {
  return reports.map((report, index) => {
    const others = reports.filter(({ name }, k) => k !== index && name === report.name);
    const clash = others.some(({ runId }) => runId.slice(0, 8) === report.runId.slice(0, 8));
    const suffix = clash ? `${report.runId.slice(0, 8)}, ${index + 1}` : report.runId.slice(0, 8);
    return { label: others.length === 0 ? report.name : `${report.name} (${suffix})`, report };
  });
}

interface Overlay {
  readonly name: string;
  readonly title: string;
  readonly column: string;
  readonly against: string;
  readonly x: (curves: readonly Curve[]) => Spec;
  readonly y: string;
  readonly caption: string;
}

function overlay(runs: readonly NamedRun[], { name, title, column, against, x, y, caption }: Overlay) {
  const measured = runs.map(({ label, report }) => {
    const points = pointsOf(report.metrics, column, against);
    // A logarithmic scale of bytes has no place for what was known before anything was sent.
    return { label, ...logCurve(against === "bytes" ? points.filter((point) => point.x > 0) : points) };
  });
  if (measured.every(({ points }) => points.length === 0)) return undefined;
  const spec = curvesSpec(measured, { title, x: x(measured), y: logarithmic(y, measured) });
  return { name, title, caption: caption + liftedWords(measured), spec } satisfies Figure;
}

// Runs whose traffic differs tenfold or more need decades to be seen side by side.
function bytesChannel(curves: readonly Curve[]): Spec {
  const ends = curves.flatMap(({ points }) => points.slice(-1).map(({ x }) => x));
  const [low, high] = [ends.reduce((a, b) => Math.min(a, b)), ends.reduce((a, b) => Math.max(a, b))];
  if (high < 10 * low) return bytesSent;
  const domain = decadesAround(curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const axis = { ...decadeAxis(domain), labelExpr: byteLabels, grid: false };
  return { ...bytesSent, scale: { type: "log", domain, nice: false }, axis };
}

function gapWords(runs: readonly NamedRun[]): string {
  const reached = runs.map(({ label, report }) => {
    const row = firstBelow(report.metrics, 1e-6);
    const sigma = report.certificate.sigma;
    const name = sigma === null ? label : `${label} (σ = ${formatNumber(sigma, 3)})`;
    return row ? `${name} at round ${row.round}` : `${name} not within its rounds`;
  });
  return `Gap of 1e-6: ${reached.join("; ")}.`;
}
