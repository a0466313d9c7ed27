// The folder of one peer: its journal and its checkpoint, from which it comes back after a crash.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ScenarioError } from "../../error.ts";
import { LineFile, readText, writeWhole } from "../../journal/files.ts";
import type { EndEntry } from "../../journal/journal.ts";
import {
  type PeerCheckpoint,
  readPeerCheckpoint,
  writePeerCheckpoint,
} from "../../journal/peer-checkpoint.ts";
import {
  type PeerRest,
  type PeerRow,
  type PeerStart,
  readPeerJournal,
} from "../../journal/peer-journal.ts";
import { seconds, timeOfDay } from "../clock.ts";

/** The name of the journal in a peer's folder. */
export const peerJournalName = "journal.jsonl";

/** The name of the file that tells by which data a peer has begun. */
const dataName = "data.sha256";

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
  /** Whether there was no journal before. */
  readonly #isNew: boolean;
  /** Kind and round → what the row in the journal says of the computation. */
  readonly #known: ReadonlyMap<string, string>;
  readonly #timings: LineFile;
  readonly #began = seconds();
  readonly checkpoint: PeerCheckpoint | undefined;

  /**
   * Takes up what an earlier life of the peer left: its checkpoint, and rows, which it will write again.
   * @param data SHA-256 of the agent's own data, where it has such
   * @throws ScenarioError where the disk refuses, the folder is another run's, or the data are others
   */
  constructor(folder: string, start: PeerStart, data?: string) {
    const path = join(folder, peerJournalName);
    const [first, ...entries] = readPeerJournal(path);
    const isOwn = first === undefined || (first.kind === "start" && first.runId === start.runId);
    if (!isOwn) throw new ScenarioError(path, first, `the journal of run ${start.runId}`);
    if (data !== undefined) requireSameData(folder, data);
    const rows = entries.filter((entry) => entry.kind === "row" || entry.kind === "rest");
    this.#folder = folder;
    this.#isNew = first === undefined;
    this.#known = new Map(rows.map((row) => [placeOf(row), contentOf(row)]));
    this.checkpoint = readPeerCheckpoint(folder);
    // Whoever reads the journal while it grows finds the same lines in the same places.
    this.#journal = new LineFile(
      path,
      [first ?? start, ...entries].map((entry) => JSON.stringify(entry)),
    );
    this.#timings = new LineFile(join(folder, peerTimingsName), ["round,seconds,time"]);
  }

  /** Writes a row; one that stands there already stays. Answers whether it says the same. */
  row(row: PeerRow | PeerRest): boolean {
    if (row.kind === "row")
      this.#timings.append(`${row.round},${(seconds() - this.#began).toFixed(6)},${timeOfDay()}`);
    const known = this.#known.get(placeOf(row));
    if (known === undefined) this.#journal.append(JSON.stringify(row));
    return known === undefined || known === contentOf(row);
  }

  /** @throws ScenarioError where the disk refuses; the last checkpoint is still there */
  save(checkpoint: PeerCheckpoint): void {
    // Rows up to the checkpoint are not written again.
    this.#journal.flush();
    writePeerCheckpoint(this.#folder, checkpoint);
  }

  end(entry: EndEntry): void {
    this.#journal.append(JSON.stringify(entry));
  }

  close(): void {
    this.#journal.close();
    this.#timings.close();
  }

  /** Closes it and leaves what was there before: the peer has not set out. */
  abandon(): void {
    this.close();
    if (!this.#isNew) return;
    for (const name of [peerJournalName, peerTimingsName, dataName])
      rmSync(join(this.#folder, name), { force: true });
  }
}

/** A peer that comes back with other rewards would compute something else under the name of the same run. */
function requireSameData(folder: string, data: string): void {
  const path = join(folder, dataName);
  if (!existsSync(path)) writeWhole(path, `${data}\n`);
  if (readText(path).trim() === data) return;
  throw new ScenarioError(
    "--data",
    data.slice(0, 16),
    `the data that this run began with, as in ${path}; or another --out`,
  );
}

/** All but the bytes on the wire: one who comes back confirms less, and may send again. */
function contentOf({ wireBytes: _, ...content }: PeerRow | PeerRest): string {
  return JSON.stringify(content);
}

function placeOf({ kind, round }: PeerRow | PeerRest): string {
  return `${kind} ${round}`;
}
