// What is told of runs whose agents have values, or policies, of their own: numbers and sentences.
import type { NamedRun } from "./figures/overlay.ts";
import { formatNumber } from "./number.ts";
import type { MetricRow } from "./report.ts";
import { lastOf, pointsOf } from "./series.ts";

/** A column of `metrics.csv` as reports name it. */
export interface PersonalColumn {
  readonly column: string;
  /** With a symbol, for tables. */
  readonly name: string;
  /** As the subject of a sentence, with an article. */
  readonly subject: string;
}

/** What such runs are judged by, what matters most first. */
const personalColumns: readonly PersonalColumn[] = [
  {
    column: "own_value",
    name: "value of personal policies, mean Jₖ(πₖ)",
    subject: "The value of personal policies",
  },
  { column: "trial_length", name: "length of episodes, steps", subject: "The length of episodes" },
  {
    column: "rest_error",
    name: "error of the watched state's value",
    subject: "The error of the watched state's value",
  },
  {
    column: "critic_error",
    name: "error of personal values, mean ‖Bₖωₖ − zₖ‖²",
    subject: "The error of personal values",
  },
  {
    column: "subspace_angle",
    name: "angle to the true subspace, mean sin θmax",
    subject: "The angle to the true subspace",
  },
];

/** Numbers beside them that only a table tells. */
const besides: readonly Omit<PersonalColumn, "subject">[] = [
  { column: "own_optimum", name: "optima of their own, mean Jₖ*" },
  { column: "shared_optimum", name: "best shared policy found" },
  { column: "average_reward_error", name: "error of average rewards, mean (ηₖ − Jₖ)²" },
  { column: "basis_spread", name: "angle to agent 0, largest sin θmax" },
  { column: "diversity", name: "diversity ν" },
];

/** Columns about one policy, or one vector, for all. */
const commonColumns = ["value", "optimality_gap", "policy_consensus", "values_consensus"];

/** Which of `personalColumns` some of the runs have. */
export function personalColumnsOf(runs: readonly (readonly MetricRow[])[]): readonly PersonalColumn[] {
  return personalColumns.filter(({ column }) => runs.some((rows) => lastOf(rows, column) !== undefined));
}

/** Whether gap, worst agent and disagreement are to be told: not where there are personal numbers alone. */
export function isAboutAll(runs: readonly (readonly MetricRow[])[]): boolean {
  const has = (column: string) => runs.some((rows) => lastOf(rows, column) !== undefined);
  return commonColumns.some(has) || personalColumnsOf(runs).length === 0;
}

/** The last numbers of a run, with their names. */
export function personalNumbers(rows: readonly MetricRow[]): [name: string, value: string][] {
  return [...personalColumns, ...besides].flatMap(({ column, name }): [string, string][] => {
    const value = lastOf(rows, column);
    return value === undefined ? [] : [[name, formatNumber(value, 4)]];
  });
}

/** From where to where each of a run's columns went; empty where it has none. */
export function personalFinding(rows: readonly MetricRow[], cost: string): string {
  const sentences = personalColumnsOf([rows]).map(({ column, subject }, index) => {
    const points = pointsOf(rows, column);
    const [first, last] = [points[0]!, points.at(-1)!];
    const when = index === 0 ? ` by round ${last.x}${cost}` : "";
    return `${subject} ${movement(first.y, last.y)}${when}.`;
  });
  return sentences.join(" ");
}

function movement(first: number, last: number): string {
  const [from, to] = [formatNumber(first, 3), formatNumber(last, 3)];
  if (from === to) return `stayed at ${to}`;
  return `${last < first ? "fell" : "rose"} from ${from} to ${to}`;
}

/** Where the runs ended in the columns that matter most and two of them have; empty where there is none. */
export function personalComparison(runs: readonly NamedRun[]): string {
  const columns = personalColumnsOf(runs.map(({ report }) => report.metrics));
  const sentences = columns.flatMap(({ column, subject }) => {
    const ends = runs.flatMap(({ label, report }) => {
      const value = lastOf(report.metrics, column);
      return value === undefined ? [] : [{ label, value }];
    });
    if (ends.length < 2) return [];
    const least = ends.reduce((a, b) => (b.value < a.value ? b : a));
    const most = ends.reduce((a, b) => (b.value > a.value ? b : a));
    const [low, high] = [formatNumber(least.value, 3), formatNumber(most.value, 3)];
    if (low === high) return [`${subject} ended at ${low} in all of them.`];
    return [`${subject} ended between ${low} (${least.label}) and ${high} (${most.label}).`];
  });
  return sentences.slice(0, 2).join(" ");
}
