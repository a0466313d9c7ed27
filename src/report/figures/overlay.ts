// Curves of several runs over one another.
import { formatNumber } from "../number.ts";
import type { Report } from "../report.ts";
import { decadesAround, firstBelow, lastOf, optimalValue, pointsOf } from "../series.ts";
import { type Curve, curvesSpec, decadeAxis, liftedWords, logarithmic, logCurve, rounds } from "./axes.ts";
import type { Figure, Spec } from "./figure.ts";
import { personalOverlays } from "./personal.ts";
import { virtualSeconds } from "./seconds.ts";
import { byteLabels, bytesSent } from "./traffic.ts";

/**
 * Gap of the mean policy and of the worst agent, consensus error, and gap against traffic of several runs;
 * a figure without data is left out.
 */
export function overlayFigures(reports: readonly Report[]): Figure[] {
  const runs = distinctNames(reports).map(withWorstGap);
  const figures = [
    overlay(runs, { ...gap, caption: gapWords(runs) }),
    ...[worstGap, consensus, valuesConsensus, gapAgainstTraffic].map((each) => overlay(runs, each)),
    ...overTime(runs),
    ...personalOverlays(runs),
    overlay(runs, criticAgainstTraffic),
  ];
  return figures.filter((figure) => figure !== undefined);
}

const againstRounds = { against: "round", x: rounds } as const;

const gap: Omit<Overlay, "caption"> = {
  ...againstRounds,
  name: "gap",
  title: "Optimality gap of the mean policy",
  column: "optimality_gap",
  y: "V* − V of the mean policy",
};

const worstGap: Overlay = {
  ...againstRounds,
  name: "worst",
  title: "Optimality gap of the worst agent",
  column: "worst_gap",
  y: "V* − V of the worst agent",
  caption:
    "The mean policy can be near the optimum while single agents are not: this is the worst of them.",
};

const consensus: Overlay = {
  ...againstRounds,
  name: "consensus",
  title: "Disagreement of the worst agent",
  column: "policy_consensus",
  y: "maxₙ ‖log πₙ − log π̄‖∞",
  caption: "How far the agent furthest from the mean policy is from it, run by run.",
};

const valuesConsensus: Overlay = {
  ...againstRounds,
  name: "values",
  title: "Disagreement of the worst agent",
  column: "values_consensus",
  y: "maxₙ ‖xₙ − x̄‖∞",
  caption: "Plain averaging: how far the agent furthest from the mean of all is from it, run by run.",
};

const gapAgainstTraffic: Overlay = {
  name: "traffic",
  title: "Optimality gap against traffic",
  column: "optimality_gap",
  against: "bytes",
  x: bytesChannel,
  y: gap.y,
  caption: "What each run had sent, over all links, when its gap was this small: further left is cheaper.",
};

const criticAgainstTraffic: Overlay = {
  name: "critic-traffic",
  title: "Error of values against traffic",
  column: "critic_error",
  against: "bytes",
  x: bytesChannel,
  y: "mean ‖Bₖωₖ − zₖ‖²",
  caption:
    "What each run had sent, over all links, when its error was this small: further left is cheaper. " +
    "Who sends nothing is left out.",
};

/** The gap, or the disagreement of plain averaging, against virtual time, where time passed in a run. */
function overTime(runs: readonly NamedRun[]): (Figure | undefined)[] {
  const timed = runs.filter(({ report }) => (lastOf(report.metrics, "virtual_seconds") ?? 0) > 0);
  if (timed.length === 0) return [];
  const caption =
    "How long each run took, in virtual time, until it was this small: further left is sooner.";
  const against = { against: "virtual_seconds", x: secondsChannel, caption };
  return [
    overlay(timed, {
      ...{ ...gap, ...against },
      ...{ name: "seconds", title: "Optimality gap against virtual time" },
    }),
    overlay(timed, {
      ...{ ...valuesConsensus, ...against },
      ...{ name: "values-seconds", title: "Disagreement against virtual time" },
    }),
  ];
}

/** A run under a name that no other run of the comparison bears. */
export interface NamedRun {
  readonly label: string;
  readonly report: Report;
}

/** The run with V* − value_worst as a column of its own, where it has a V*. */
function withWorstGap({ label, report }: NamedRun): NamedRun {
  const optimum = optimalValue(report.metrics);
  if (optimum === undefined) return { label, report };
  const metrics = report.metrics.map((row) =>
    row.value_worst === undefined ? row : { ...row, worst_gap: optimum - row.value_worst },
  );
  return { label, report: { ...report, metrics } };
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
    // A logarithmic scale of bytes, or of time, has no place for what was known before anything was sent.
    return { label, ...logCurve(against === "round" ? points : points.filter((point) => point.x > 0)) };
  });
  if (measured.every(({ points }) => points.length === 0)) return undefined;
  const spec = curvesSpec(measured, { title, x: x(measured), y: logarithmic(y, measured) });
  return { name, title, caption: caption + liftedWords(measured), spec } satisfies Figure;
}

// Runs whose traffic differs tenfold or more need decades to be seen side by side.
function bytesChannel(curves: readonly Curve[]): Spec {
  if (!areFarApart(curves)) return bytesSent;
  const domain = decadesAround(curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const axis = { ...decadeAxis(domain), labelExpr: byteLabels, grid: false };
  return { ...bytesSent, scale: { type: "log", domain, nice: false }, axis };
}

function secondsChannel(curves: readonly Curve[]): Spec {
  if (!areFarApart(curves)) return virtualSeconds;
  const domain = decadesAround(curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const axis = { ...decadeAxis(domain), grid: false };
  return { ...virtualSeconds, scale: { type: "log", domain, nice: false }, axis };
}

/** Whether some curves end ten times as far to the right as others. */
function areFarApart(curves: readonly Curve[]): boolean {
  const ends = curves.flatMap(({ points }) => points.slice(-1).map(({ x }) => x));
  const [low, high] = [ends.reduce((a, b) => Math.min(a, b)), ends.reduce((a, b) => Math.max(a, b))];
  return high >= 10 * low;
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
