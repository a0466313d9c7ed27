// What an earlier start of a study left of a run: its end, a place to continue from, or nothing of use.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ScenarioError } from "../../error.ts";
import { hasCheckpoint, readCheckpoint } from "../../journal/checkpoint.ts";
import { readText } from "../../journal/files.ts";
import type { EndEntry, RowEntry } from "../../journal/journal.ts";
import { isRunFolder, readJournal } from "../../journal/read.ts";
import type { RunCertificate } from "../../scenario/certify.ts";

/** A run that came to its end, or diverged. */
export interface RunEnd {
  readonly certificate: RunCertificate;
  readonly rows: readonly RowEntry[];
  readonly end: EndEntry;
}

/** A run folder, as far as it is of use. */
export interface EarlierRun {
  /** Set where nothing is left to do. */
  readonly ended?: RunEnd;
  /** Whether what is there is whole, so that the run may continue from it. */
  readonly whole: boolean;
  /** Wall-clock seconds that its rounds took so far. */
  readonly seconds: number;
}

/** Looks into a run folder, which need not exist; a damaged one is of no use. */
export function earlierRun(folder: string): EarlierRun {
  const nothing = { whole: false, seconds: 0 };
  if (!isRunFolder(folder)) return nothing;
  try {
    const { rows, end } = readJournal(folder);
    const took = { whole: true, seconds: lastTiming(folder) };
    if (end !== undefined && end.status !== "interrupted") {
      const certificate = JSON.parse(readText(join(folder, "certificate.json")));
      return { ...took, ended: { certificate, rows, end } };
    }
    if (!hasCheckpoint(folder)) return nothing;
    readCheckpoint(folder);
    return took;
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof SyntaxError) return nothing;
    throw error;
  }
}

function lastTiming(folder: string): number {
  const path = join(folder, "timings.csv");
  const last = existsSync(path) ? readText(path).trimEnd().split("\n").at(-1) : undefined;
  return Number(last?.split(",")[1]) || 0;
}
