// What a run found, in sentences computed from its rows.
import { distinctNames, type NamedRun } from "./figures/overlay.ts";
import { formatBytes, formatNumber, formatSeconds } from "./number.ts";
import { personalComparison, personalFinding } from "./personal.ts";
import type { MetricRow, Report } from "./report.ts";
import { firstBelow, lastOf, optimalValue, type Point, pointsOf } from "./series.ts";

/** The gaps that tables and findings ask for. */
export const targetGaps = [1e-3, 1e-6] as const;

/** One sentence on what came out of a run. */
export function findingOf(report: Report): string {
  const ending = endingOf(report);
  const gaps = pointsOf(report.metrics, "optimality_gap");
  const sentence = gaps.length > 0 ? gapSentence(report) : consensusSentence(report);
  return [sentence, ending].filter((part) => part !== "").join(" ");
}

function gapSentence({ metrics }: Report): string {
  const gaps = pointsOf(metrics, "optimality_gap");
  const [first, last] = [gaps[0]!, gaps.at(-1)!];
  const target = targetGaps.findLast((gap) => firstBelow(metrics, gap));
  if (target === undefined) {
    const change = gaps.length === 1 ? `was ${formatNumber(last.y, 3)}` : changeWords(first.y, last.y);
    const cost = costOf(metrics.at(-1));
    return `The gap ${change} by round ${last.x}${cost}, and never fell to ${formatTarget(targetGaps[0])}.`;
  }
  const row = firstBelow(metrics, target)!;
  const back = last.y > target ? `, but stood at ${formatNumber(last.y, 3)} at the end` : "";
  const reached = `The gap fell below ${formatTarget(target)} at round ${row.round}${costOf(row)}`;
  return `${reached}${back}${worstWords(metrics, target)}.`;
}

function changeWords(first: number, last: number): string {
  if (first === last) return `stayed at ${formatNumber(last, 3)}`;
  return `${last < first ? "fell" : "rose"} from ${formatNumber(first, 3)} to ${formatNumber(last, 3)}`;
}

// The mean policy alone would hide an agent that failed.
function worstWords(metrics: readonly MetricRow[], target: number): string {
  const short = worstGap(metrics);
  if (short === undefined) return "";
  const far = `the worst agent ended ${formatNumber(short, 3)} short of the optimum`;
  return short <= target ? `; even ${far}` : `; ${far}`;
}

/** V* − the worst agent's value at the last row that has both; never below 0 by more than rounding. */
export function worstGap(metrics: readonly MetricRow[]): number | undefined {
  const [optimum, worst] = [optimalValue(metrics), lastOf(metrics, "value_worst")];
  return optimum === undefined || worst === undefined ? undefined : optimum - worst;
}

function consensusSentence({ metrics }: Report): string {
  const points = consensusOf(metrics);
  if (points.length === 0) {
    const none = `The run measured ${metrics.length} rows and neither gap nor consensus error.`;
    return personalFinding(metrics, costOf(metrics.at(-1))) || none;
  }
  const [first, last] = [points[0]!, points.at(-1)!];
  const top = points.reduce((a, b) => (b.y > a.y ? b : a));
  // Policies begin equal: the ends alone would hide how far apart they were.
  const change =
    top.y > first.y && top.y > 2 * last.y
      ? `rose to ${formatNumber(top.y, 3)} at round ${top.x} and fell to ${formatNumber(last.y, 3)}`
      : changeWords(first.y, last.y);
  return `The agents' disagreement ${change} by round ${last.x}${costOf(metrics.at(-1))}.`;
}

// Of policies, or of the vectors of plain averaging.
function consensusOf(metrics: readonly MetricRow[]): Point[] {
  const policies = pointsOf(metrics, "policy_consensus");
  return policies.length > 0 ? policies : pointsOf(metrics, "values_consensus");
}

function costOf(row: MetricRow | undefined): string {
  if (row?.bytes === undefined) return "";
  const time = row.virtual_seconds ? ` and ${formatSeconds(row.virtual_seconds)} of virtual time` : "";
  return `, after ${formatBytes(row.bytes)}${time}`;
}

function endingOf({ state }: Report): string {
  const why = state.message ? `: ${state.message}` : "";
  if (state.status === "diverged") return `The run diverged after round ${state.rounds}${why}.`;
  if (state.status === "interrupted") return `The run was interrupted after round ${state.rounds}${why}.`;
  return "";
}

/** Which of several runs reached the smallest target gap first, and which with the least traffic. */
export function comparisonFinding(reports: readonly Report[]): string {
  const runs = distinctNames(reports);
  const target = targetGaps.findLast((gap) => runs.some(({ report }) => firstBelow(report.metrics, gap)));
  if (target === undefined) return noneReached(runs);
  const reached = runs.flatMap(({ label, report }) => {
    const row = firstBelow(report.metrics, target);
    return row ? [{ label, round: row.round!, bytes: row.bytes, seconds: row.virtual_seconds }] : [];
  });
  const round = reached.reduce((least, run) => Math.min(least, run.round), Number.POSITIVE_INFINITY);
  const fastest = reached.filter((run) => run.round === round).map(priced);
  const missing = runs.filter(({ label }) => !reached.some((run) => run.label === label));
  const failed = missing.length === 0 ? "" : ` Not reached by ${list(missing.map(({ label }) => label))}.`;
  const first = `First to a gap of ${formatTarget(target)}: ${list(fastest)}, at round ${round}.`;
  return `${first}${soonestWords(reached)}${cheapestWords(reached)}${failed}`;
}

interface Reached {
  readonly label: string;
  readonly round: number;
  readonly bytes: number | undefined;
  readonly seconds: number | undefined;
}

function soonestWords(reached: readonly Reached[]): string {
  const timed = reached.filter(({ seconds }) => seconds !== undefined && seconds > 0);
  if (timed.length < 2) return "";
  const soonest = timed.reduce((a, b) => (b.seconds! < a.seconds! ? b : a));
  const latest = timed.reduce((a, b) => (b.seconds! > a.seconds! ? b : a));
  const words = ({ label, seconds }: Reached) => `${label}, after ${formatSeconds(seconds!)}`;
  return ` First in virtual time: ${words(soonest)}; last: ${words(latest)}.`;
}

function cheapestWords(reached: readonly Reached[]): string {
  if (reached.length < 2 || reached.some(({ bytes }) => bytes === undefined)) return "";
  const cheapest = reached.reduce((a, b) => (b.bytes! < a.bytes! ? b : a));
  return ` Least traffic on the way there: ${priced(cheapest)}, by round ${cheapest.round}.`;
}

function priced({ label, bytes }: Reached): string {
  return bytes === undefined ? label : `${label} (${formatBytes(bytes)})`;
}

function noneReached(runs: readonly NamedRun[]): string {
  const none = `None of the ${runs.length} runs reached a gap of ${formatTarget(targetGaps[0])}`;
  const ends = runs.flatMap(({ label, report }) => {
    const gap = lastOf(report.metrics, "optimality_gap");
    return gap === undefined ? [] : [{ label, gap }];
  });
  if (ends.length === 0) return firstToAgree(runs);
  const best = ends.reduce((a, b) => (b.gap < a.gap ? b : a));
  return `${none}; ${best.label} came closest, with ${formatNumber(best.gap, 3)} at the end.`;
}

function firstToAgree(runs: readonly NamedRun[]): string {
  const target = targetGaps[1];
  const reached = runs.flatMap(({ label, report }) => {
    const round = consensusOf(report.metrics).find(({ y }) => y <= target)?.x;
    return round === undefined ? [] : [{ label, round }];
  });
  const size = `a disagreement of ${formatTarget(target)}`;
  if (reached.length === 0) {
    const none = `None of the ${runs.length} runs has a gap, and none reached ${size}.`;
    return personalComparison(runs) || none;
  }
  const round = reached.reduce((least, run) => Math.min(least, run.round), Number.POSITIVE_INFINITY);
  const fastest = reached.filter((run) => run.round === round).map(({ label }) => label);
  return `First to ${size}: ${list(fastest)}, at round ${round}.`;
}

function list(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** A target gap as it is written in scenarios: 0.001 → "1e-3". */
export function formatTarget(gap: number): string {
  return gap.toExponential();
}
