// Comma-separated values, line by line.
import { CsvError, parse } from "csv-parse/browser/esm/sync";
import { malformedCsv } from "./csv-fault.ts";

/** A line of a file, split at commas; `info.lines` counts lines from 1. */
export interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * The lines of a file, its header first. White space around values and blank lines are dropped.
 * @throws ScenarioError naming file and line
 */
export function csvRows(text: string, path: string): readonly CsvRow[] {
  try {
    return parse(text, {
      info: true,
      columns: false,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw malformedCsv(error, text, path);
  }
}
