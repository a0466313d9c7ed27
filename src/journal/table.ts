// metrics.csv: one row per measured round, its first columns fixed.
import type { RowEntry } from "./journal.ts";

/** The columns every run has, in this order; other metrics follow. */
export const firstColumns = [
  "round",
  "value",
  "value_worst",
  "optimality_gap",
  "policy_consensus",
  "tracking_error",
  "tracking_gap",
  "messages",
  "bytes",
  "digest",
] as const;

/** All columns: the fixed ones, then those of the metrics in their order. */
export function tableColumns(metricColumns: readonly string[]): readonly string[] {
  const fixed: readonly string[] = firstColumns;
  return [...fixed, ...metricColumns.filter((name) => !fixed.includes(name))];
}

/** One line of the table; a number in its shortest form that reads back to the same bits. */
export function tableLine(
  columns: readonly string[],
  { round, messages, bytes, digest, metrics }: RowEntry,
): string {
  const cells: Readonly<Record<string, number | string | undefined>> = {
    ...metrics,
    round,
    messages,
    bytes,
    digest,
  };
  return columns.map((name) => cells[name] ?? "").join(",");
}
