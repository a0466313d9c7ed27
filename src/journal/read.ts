// Reading a journal back, from a run that may have been cut off in the middle of a line.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ScenarioError } from "../error.ts";
import { readText } from "./files.ts";
import type { EndEntry, Entry, RowEntry, StartEntry } from "./journal.ts";

/** A journal, sorted by what its entries are. */
export interface Journal {
  readonly start: StartEntry;
  readonly rows: readonly RowEntry[];
  /** Absent where the run was cut off. */
  readonly end?: EndEntry;
}

/** The name of the journal in a run folder. */
export const journalName = "journal.jsonl";

/** Whether a folder holds a run. */
export function isRunFolder(folder: string): boolean {
  return existsSync(join(folder, journalName));
}

/**
 * Reads the journal of a run folder. A last line that was cut off is left out.
 * @throws ScenarioError where the folder holds no run or a line is damaged
 */
export function readJournal(folder: string): Journal {
  if (!isRunFolder(folder))
    throw new ScenarioError(folder, "a folder without a journal", "name the folder of a run");
  const path = join(folder, journalName);
  const lines = readText(path).split("\n");
  lines.pop();
  const entries = lines.map((line, index) => parse(line, `${path} line ${index + 1}`));
  const [start] = entries;
  if (start?.kind !== "start")
    throw new ScenarioError(path, start, "a journal begins with an entry of kind start");
  const rows = entries.filter((entry) => entry.kind === "row");
  const end = entries.findLast((entry) => entry.kind === "end");
  return { start, rows, ...(end === undefined ? {} : { end }) };
}

function parse(line: string, place: string): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    throw new ScenarioError(place, line, "the journal is damaged here");
  }
}
