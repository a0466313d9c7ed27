// A run's row in the table of its study, and its curves, from what the run left.
import type { EndEntry, RowEntry } from "../../journal/journal.ts";
import { exp } from "../../math/exponential.ts";
import { log } from "../../math/logarithm.ts";
import type { Sample } from "../../math/regression.ts";
import type { RunCertificate } from "../../scenario/certify.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { endingOf } from "./geometric-tail.ts";
import type { Curve, OutcomeValue } from "./outcome.ts";

/** What is known of a run that has ended. */
export interface EndedRun {
  readonly scenario: Scenario;
  readonly certificate: RunCertificate;
  /** Its measured rows, of which there may be none. */
  readonly rows: readonly RowEntry[];
  readonly end: Pick<EndEntry, "round">;
}

/** A gap as it stands in the names of columns: 0.001 → "1e-3". */
export function gapName(gap: number): string {
  return gap.toExponential();
}

type Row = Record<string, OutcomeValue>;

/**
 * What a study calls a column of metrics.csv in its own table: at the last measured round, and its mean over
 * the measured rounds after 70 % of all.
 */
export function endColumns(column: string): readonly [last: string, late: string] {
  return [`last_${column}`, `late_${column}`];
}

/** The names of the columns for these gaps and columns of metrics.csv, in the order of the table. */
export function rowColumns(gaps: readonly number[], columns: readonly string[] = []): readonly string[] {
  return [
    ...Object.keys(choicesOf(undefined)),
    ...Object.keys(theoryOf(undefined)),
    "rounds",
    ...Object.keys(targetsOf([], gaps)),
    ...Object.keys(endsOf([])),
    ...columns.flatMap(endColumns),
  ];
}

/** What the cells of a column are, beside null. */
export type ColumnType = "INT64" | "DOUBLE" | "BOOLEAN" | "STRING";

const texts = ["algorithm", "family", "mixing", "digest"];
const truths = ["doubly_stochastic", "symmetric", "normal", "connected"];
const counts = /^(agents|rounds|bytes)$|^(rounds|bytes)_to_/;

/** By name, not by what a study happens to hold: tables of several studies fit together. */
export function columnType(name: string): ColumnType {
  if (texts.includes(name)) return "STRING";
  if (truths.includes(name)) return "BOOLEAN";
  return counts.test(name) ? "INT64" : "DOUBLE";
}

/**
 * The row of a run, every column of `rowColumns` in its order, with those of all columns of metrics.csv;
 * null where the run has no such number. Gaps are V* − V of the mean policy, `worst_gap` that of the worst
 * agent; rounds are measured ones. Numbers of the certificate are null where the algorithm never mixes.
 * Disagreement is that of the policies, or of the vectors of plain averaging. How rates and floors are
 * fitted: `endingOf`.
 */
export function rowOf(run: EndedRun, gaps: readonly number[]): Row {
  return {
    ...choicesOf(run.scenario),
    ...theoryOf(run),
    rounds: run.end.round,
    ...targetsOf(run.rows, gaps),
    ...endsOf(run.rows),
    ...metricsOf(run),
  };
}

/** Rounds after this share of all are late. */
const lateFrom = 0.7;

/** Every column of metrics.csv: its last value, its late mean. */
function metricsOf({ rows, end }: EndedRun): Row {
  const late = rows.filter(({ round }) => round > lateFrom * end.round);
  const names = new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const values = late.flatMap(({ metrics }) => metrics[name] ?? []);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const [lastName, lateName] = endColumns(name);
      return [
        [lastName, numberOf(rows.at(-1)!.metrics[name])],
        [lateName, numberOf(mean)],
      ];
    }),
  );
}

function choicesOf(scenario: Scenario | undefined): Row {
  const options = (scenario?.algorithm ?? {}) as Readonly<Record<string, unknown>>;
  const noise = options.evaluationNoise as { readonly size?: unknown } | undefined;
  return {
    algorithm: scenario?.algorithm.kind ?? null,
    family: scenario?.topology.kind ?? null,
    mixing: scenario?.mixing.kind ?? null,
    agents: scenario?.agents ?? null,
    step_size: numberOf(options.stepSize),
    temperature: numberOf(options.temperature),
    noise: numberOf(noise?.size),
  };
}

function theoryOf(run: EndedRun | undefined): Row {
  const certificate = run?.certificate.used ? run.certificate : undefined;
  return {
    sigma: numberOf(certificate?.sigma),
    sigma_per_round: numberOf(certificate?.sigmaPerRound),
    spectral_radius: numberOf(certificate?.spectralRadius),
    lambda2: numberOf(certificate?.lambda2),
    lambda_min: numberOf(certificate?.lambdaMin),
    effective_neighbours: numberOf(certificate?.effectiveNeighbours),
    predicted_rounds: numberOf(certificate?.predictedRounds),
    step_size_limit: numberOf(certificate?.stepSizeLimit),
    doubly_stochastic: certificate?.doublyStochastic ?? null,
    symmetric: certificate?.symmetric ?? null,
    normal: certificate?.normal ?? null,
    connected: certificate?.connected ?? null,
    alpha: run ? alphaOf(run) : null,
  };
}

/** Whether a step is larger than the theorems' limit: both come from quotients, so that 1e-9 is rounding. */
export function isBeyondLimit(step: number, limit: number): boolean {
  return step > limit * (1 + 1e-9);
}

/** α = 1 − ητ/(1−γ) at temperature τ > 0, never below 0. */
function alphaOf({ scenario, certificate: { discount } }: EndedRun): number | null {
  const { stepSize, temperature } = scenario.algorithm;
  if (typeof stepSize !== "number" || typeof temperature !== "number" || !(temperature > 0)) return null;
  return Math.max(0, 1 - (stepSize * temperature) / (1 - discount));
}

/** The first measured round at or below each gap, and what had been sent by then. */
function targetsOf(rows: readonly RowEntry[], gaps: readonly number[]): Row {
  const reached = gaps.map((gap) => rows.find(({ metrics }) => (metrics.optimality_gap ?? gap + 1) <= gap));
  const columns = (name: "round" | "bytes", prefix: string) =>
    gaps.map((gap, k) => [`${prefix}_to_${gapName(gap)}`, reached[k]?.[name] ?? null]);
  return Object.fromEntries([...columns("round", "rounds"), ...columns("bytes", "bytes")]) as Row;
}

/** Relative to V*, gaps below this are differences of rounded numbers. */
const gapRounding = 1e-13;

/** Disagreements below this are rounding of log-policies. */
const disagreementRounding = 1e-13;

function endsOf(rows: readonly RowEntry[]): Row {
  const gaps = samplesOf(rows, "optimality_gap");
  const consensus = consensusOf(rows);
  const optimum = rows.reduce((most, row) => Math.max(most, Math.abs(optimumOf(row) ?? 0)), 0);
  const { decay } = endingOf(gaps, gapRounding * optimum);
  const settled = endingOf(consensus, disagreementRounding);
  const last = rows.at(-1);
  return {
    final_gap: numberOf(last?.metrics.optimality_gap),
    best_gap: gaps.length === 0 ? null : gaps.reduce((least, { y }) => Math.min(least, y), gaps[0]!.y),
    worst_gap: last ? worstGapOf(last) : null,
    rate: decay?.rate ?? null,
    rate_low: decay?.low ?? null,
    rate_high: decay?.high ?? null,
    consensus_floor: settled.floor,
    consensus_rate: settled.decay?.rate ?? null,
    consensus_rate_low: settled.decay?.low ?? null,
    consensus_rate_high: settled.decay?.high ?? null,
    final_consensus: last ? disagreementOf(last) : null,
    final_policy_error: numberOf(last?.metrics.policy_error),
    bytes: numberOf(last?.bytes),
    digest: last?.digest ?? null,
  };
}

function samplesOf(rows: readonly RowEntry[], column: string): Sample[] {
  return rows.flatMap(({ round, metrics }) => {
    const y = metrics[column];
    return y === undefined ? [] : [{ x: round, y }];
  });
}

function consensusOf(rows: readonly RowEntry[]): Sample[] {
  const policies = samplesOf(rows, "policy_consensus");
  return policies.length > 0 ? policies : samplesOf(rows, "values_consensus");
}

function disagreementOf({ metrics }: RowEntry): number | null {
  return metrics.policy_consensus ?? metrics.values_consensus ?? null;
}

/** V*(ρ), which every row restates as value + gap. */
function optimumOf({ metrics: { value, optimality_gap: gap } }: RowEntry): number | null {
  return value === undefined || gap === undefined ? null : value + gap;
}

function worstGapOf(row: RowEntry): number | null {
  const [optimum, worst] = [optimumOf(row), row.metrics.value_worst];
  return optimum === null || worst === undefined ? null : optimum - worst;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Rounds of a curve at most, and how many of the first are all kept. */
const [most, dense] = [256, 64];

/** The curves of a run: every measured row of the first 64, then ever fewer, first and last always. */
export function curveOf(rows: readonly RowEntry[]): Curve {
  const kept = rowsKept(rows.length).map((k) => rows[k]!);
  return {
    round: kept.map(({ round }) => round),
    optimality_gap: kept.map(({ metrics }) => numberOf(metrics.optimality_gap)),
    worst_gap: kept.map(worstGapOf),
    policy_consensus: kept.map(disagreementOf),
    bytes: kept.map(({ bytes }) => bytes),
  };
}

/** Positions of at most 256 of `count` rows, evenly apart in the logarithm after the first 64. */
function rowsKept(count: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, k) => k);
  const stride = log((count - 1) / (dense - 1)) / (most - dense);
  const thinned = Array.from({ length: most - dense - 1 }, (_, k) =>
    Math.round((dense - 1) * exp(stride * (k + 1))),
  );
  return [...new Set([...Array.from({ length: dense }, (_, k) => k), ...thinned, count - 1])];
}
