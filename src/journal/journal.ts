// The journal: one JSON line per event of a run, appended as it happens. The tables of a run folder are
// derived from it.

/** The first line: what runs. */
export interface StartEntry {
  readonly kind: "start";
  readonly name: string;
  readonly runId: string;
  readonly scenarioDigest: string;
  readonly runner: string;
  readonly version: string;
  readonly node: string;
}

/** A measured round. */
export interface RowEntry {
  readonly kind: "row";
  readonly round: number;
  /** First 16 hex digits of SHA-256 over the agents' digests. */
  readonly digest: string;
  readonly messages: number;
  readonly bytes: number;
  /** The metrics' columns; a column without a value, or with none that is finite, is left out. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Per agent: the first 16 hex digits of its digest, and the metrics' columns; null where not finite. */
  readonly digests: readonly string[];
  readonly agents: Readonly<Record<string, readonly (number | null)[]>>;
}

/** The last line: how the run ended. */
export interface EndEntry {
  readonly kind: "end";
  readonly status: RunStatus;
  readonly round: number;
  /** Why, where the run did not come to its end. */
  readonly reason?: string;
}

/**
 * finished: all rounds; stopped: its stopping rule; interrupted: resumable; diverged: a state left the
 * numbers.
 */
export type RunStatus = "finished" | "stopped" | "interrupted" | "diverged";

/** One line of a journal: a start, rows, an end. */
export type Entry = StartEntry | RowEntry | EndEntry;
