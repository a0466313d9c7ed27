// The folder of one peer: its journal and its checkpoint, from which it comes back after a crash.
import { join } from "node:path";
import { assert, ScenarioError } from "../../error.ts";
import { LineFile } from "../../journal/files.ts";
import type { EndEntry } from "../../journal/journal.ts";
import {
  type PeerCheckpoint,
  readPeerCheckpoint,
  writePeerCheckpoint,
} from "../../journal/peer-checkpoint.ts";
import { type PeerRow, type PeerStart, readPeerJournal } from "../../journal/peer-journal.ts";
import { seconds, timeOfDay } from "../clock.ts";

/** The name of the journal in a peer's folder. */
export const peerJournalName = "journal.jsonl";

/**
 * The name of the table of when the peer had done what it measured: the one thing that differs from run to
 * run.
 */
export const peerTimingsName = "timings.csv";

/** The folder of an agent's peer in a run folder. */
export function peerFolderOf(runFolder: string, agent: number): string {
  return join(runFolder, "peers", String(agent));
}

/** An open folder. */
export class PeerFolder {
  readonly #folder: string;
  readonly #journal: LineFile;
  readonly #timings: LineFile;
  readonly #began = seconds();
  /** Round → the row as it stands in the journal. */
  readonly #known: ReadonlyMap<number, string>;
  readonly checkpoint: PeerCheckpoint | undefined;

  /**
   * Takes up what an earlier life of the peer left: its checkpoint, and rows, which it will write again.
   * @throws ScenarioError where the disk refuses or the folder is another run's
   */
  constructor(folder: string, start: PeerStart) {
    const path = join(folder, peerJournalName);
    const [first, ...entries] = readPeerJournal(path);
    const isOwn = first === undefined || (first.kind === "start" && first.runId === start.runId);
    if (!isOwn) throw new ScenarioError(path, first, `the journal of run ${start.runId}`);
    const rows = entries.filter((entry): entry is PeerRow => entry.kind === "row");
    this.#folder = folder;
    this.#known = new Map(rows.map((row) => [row.round, JSON.stringify(row)]));
    this.checkpoint = readPeerCheckpoint(folder);
    // Whoever reads the journal while it grows finds the same lines in the same places.
    this.#journal = new LineFile(
      path,
      [first ?? start, ...entries].map((entry) => JSON.stringify(entry)),
    );
    this.#timings = new LineFile(join(folder, peerTimingsName), ["round,seconds,time"]);
  }

  /** Writes a row; one that stands there already must be the same. */
  row(row: PeerRow): void {
    this.#timings.append(`${row.round},${(seconds() - this.#began).toFixed(6)},${timeOfDay()}`);
    const line = JSON.stringify(row);
    const known = this.#known.get(row.round);
    if (known === undefined) this.#journal.append(line);
    else assert(known === line, `round ${row.round} comes to the same once more`);
  }

  /** @throws ScenarioError where the disk refuses; the last checkpoint is still there */
  save(checkpoint: PeerCheckpoint): void {
    writePeerCheckpoint(this.#folder, checkpoint);
  }

  end(entry: EndEntry): void {
    this.#journal.append(JSON.stringify(entry));
  }

  close(): void {
    this.#journal.close();
    this.#timings.close();
  }
}
