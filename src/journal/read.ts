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
  if (!isRunFolder(folder)) {
    const found = existsSync(folder) ? "a folder without a journal" : "no such folder";
    throw new ScenarioError(folder, found, "name the folder of a run");
  }
  const path = join(folder, journalName);
  const lines = readText(path).split("\n");
  lines.pop();
  const entries = lines.map((line, index) => parse(line, `${path} line ${index + 1}`));
  const [start] = entries;
  if (start?.kind !== "start")
    throw new ScenarioError(path, start ?? "no entry", "a journal begins with an entry of kind start");
  const rows = entries.filter((entry) => entry.kind === "row");
  const end = entries.findLast((entry) => entry.kind === "end");
  return { start, rows, ...(end === undefined ? {} : { end }) };
}

function parse(line: string, place: string): Entry {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    entry = undefined;
  }
  if (isEntry(entry)) return entry;
  throw new ScenarioError(place, line, "the journal is damaged here: it is no entry of a run");
}

/** Whether a value has the members of an entry that readers rely on. */
function isEntry(value: unknown): value is Entry {
  const { kind, ...members } = (value ?? {}) as Record<string, unknown>;
  if (kind === "start") return typeof members.runId === "string" && typeof members.version === "string";
  if (typeof members.round !== "number") return false;
  if (kind === "end") return typeof members.status === "string";
  return (
    kind === "row" &&
    Array.isArray(members.digests) &&
    isRecord(members.metrics) &&
    isRecord(members.agents)
  );
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
