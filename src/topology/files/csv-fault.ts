// Malformed comma-separated values as one line.
import type { CsvError } from "csv-parse/browser/esm/sync";
import { ScenarioError } from "../../error.ts";

/** The error for text that the parser refuses: the file, the line, what stands there and the reason. */
export function malformedCsv({ code, lines }: CsvError, text: string, path: string): ScenarioError {
  const line = Math.max(1, Number(lines ?? 1));
  const reason = code.replace(/^CSV_/, "").toLowerCase().replaceAll("_", " ");
  const found = text.split("\n")[line - 1] ?? "";
  return new ScenarioError(`${path}:${line}`, found, `well-formed comma-separated values: ${reason}`);
}
