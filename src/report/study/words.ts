// Parts of sentences.
import { formatCount, formatNumber } from "../number.ts";
import type { Series } from "./series.ts";
import { allRuns } from "./series.ts";

/** "1 run", "36 runs". */
export function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** "a", "a and b", "a, b and c". */
export function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** The clauses of a few series as one sentence; of many only the first, and how many are in the key. */
export function clauses(parts: readonly string[], most = 3): string {
  const more = parts.length > most ? `; ${parts.length - most} more in the figure` : "";
  return `${parts.slice(0, most).join("; ")}${more}`;
}

/** "temperature 0.05, ", or nothing for the series of all runs. */
export function lead({ label }: Pick<Series, "label">): string {
  return label === allRuns ? "" : `${label}, `;
}

/** Three digits. */
export function short(value: number): string {
  return formatNumber(value, 3);
}

/** What marks mean, said once under a figure. */
export const marksMean =
  "Large marks are medians over seeds, from the least to the greatest; small ones single runs.";
