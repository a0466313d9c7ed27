// Writes a run folder while a run goes on: journal, metrics.csv, timings.csv, checkpoints.
import { join } from "node:path";
import type { State } from "../algorithms/algorithm.ts";
import { writeCheckpoint } from "../journal/checkpoint.ts";
import { LineFile } from "../journal/files.ts";
import type { EndEntry, RowEntry, StartEntry } from "../journal/journal.ts";
import { journalName } from "../journal/read.ts";
import { tableColumns, tableLine } from "../journal/table.ts";
import type { Metric } from "../metrics/metric.ts";
import type { Message } from "../mixing/mixing.ts";
import { seconds } from "./clock.ts";
import { measuredRow } from "./measured-row.ts";
import type { Checkpoint, Recorder, Snapshot } from "./runner.ts";

/** How long a run may go without a checkpoint. */
export const checkpointEverySeconds = 20;

export interface FolderRecorderOptions {
  readonly folder: string;
  readonly start: StartEntry;
  /** Rows of the run so far, where it is resumed. */
  readonly rows: readonly RowEntry[];
  /** Lines of timings.csv of the run so far; its time goes on from the last. */
  readonly timings: readonly string[];
  /** The states it is resumed from, which are the last of a run that was over but for its end. */
  readonly checkpoint?: Checkpoint;
  readonly metrics: readonly Metric[];
  /** Columns that the runner measures itself. */
  readonly columns: readonly string[];
  readonly stopGap: number | undefined;
  /** Told about every row. */
  readonly onRow?: (row: RowEntry) => void;
  /** Told about every round. */
  readonly onRound?: (round: number) => void;
}

/** A recorder that keeps a run folder. Every line is whole and on disk before the run goes on. */
export class FolderRecorder implements Recorder {
  readonly #options: FolderRecorderOptions;
  readonly #columns: readonly string[];
  readonly #journal: LineFile;
  readonly #table: LineFile;
  readonly #timings: LineFile;
  readonly #began: number;
  readonly rows: RowEntry[];
  #checkpointed = seconds();
  #final: Checkpoint | undefined;
  #views: readonly Message[] | undefined;

  /** @throws ScenarioError where the folder cannot be written */
  constructor(options: FolderRecorderOptions) {
    const { folder, rows, start } = options;
    this.#options = options;
    this.rows = [...rows];
    this.#final = options.checkpoint;
    this.#columns = tableColumns([
      ...options.metrics.flatMap(({ columns }) => columns),
      ...options.columns,
    ]);
    this.#journal = new LineFile(
      join(folder, journalName),
      [start, ...rows].map((entry) => JSON.stringify(entry)),
    );
    this.#table = new LineFile(join(folder, "metrics.csv"), [
      this.#columns.join(","),
      ...rows.map((row) => tableLine(this.#columns, row)),
    ]);
    this.#timings = new LineFile(join(folder, "timings.csv"), ["round,seconds", ...options.timings]);
    const [, last = "0"] = options.timings.at(-1)?.split(",") ?? [];
    this.#began = seconds() - Number(last);
  }

  record(snapshot: Snapshot): boolean {
    const row = measuredRow(this.#options.metrics, snapshot);
    this.rows.push(row);
    this.#final = snapshot;
    this.#views = snapshot.views;
    this.#journal.append(JSON.stringify(row));
    this.#table.append(tableLine(this.#columns, row));
    this.#timings.append(`${row.round},${(seconds() - this.#began).toFixed(3)}`);
    this.#options.onRow?.(row);
    if (this.pass(row.round) && snapshot.states.length > 0) this.save(snapshot);
    return this.reached;
  }

  /** Whether the last row has reached the stopping rule. */
  get reached(): boolean {
    const { stopGap } = this.#options;
    const gap = this.rows.at(-1)?.metrics.optimality_gap;
    return stopGap !== undefined && gap !== undefined && gap <= stopGap;
  }

  pass(round: number): boolean {
    this.#options.onRound?.(round);
    return seconds() - this.#checkpointed > checkpointEverySeconds;
  }

  save(checkpoint: Checkpoint): void {
    writeCheckpoint(this.#options.folder, checkpoint);
    this.#final = checkpoint;
    this.#checkpointed = seconds();
  }

  /** Ends the journal. */
  end(entry: EndEntry): void {
    this.#journal.append(JSON.stringify(entry));
  }

  close(): void {
    for (const file of [this.#journal, this.#table, this.#timings]) file.close();
  }

  /** What metrics see of the states the run ended with. */
  finalViews(view: (state: State) => Message): readonly Message[] | undefined {
    const states = this.#final?.states ?? [];
    return states.length > 0 ? states.map(view) : this.#views;
  }
}
