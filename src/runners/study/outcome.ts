// What a study keeps of one run: enough for its tables and figures, small enough to travel.
import type { RunStatus } from "../../journal/journal.ts";
import type { Cell, PlannedRun, StudySeeds } from "../../scenario/study/study-plan.ts";

/** One value of the study's table; null where a run does not have it. */
export type OutcomeValue = Cell | null;

/** A run of a study that has ended. Plain data: it can be written as JSON and sent to another machine. */
export interface StudyOutcome {
  /** Position in the plan. */
  readonly index: number;
  /** Which question it answers: `questionOf` the planned run and the study's gaps. */
  readonly question: string;
  /** The code that made it. */
  readonly version: string;
  readonly point: Readonly<Record<string, Cell>>;
  readonly seeds: StudySeeds;
  /** The run's id, which covers scenario, rounds and code version; null where it failed before. */
  readonly runId: string | null;
  /** "failed": the scenario was refused or the run broke; `error` says why, in one line. */
  readonly status: RunStatus | "failed";
  readonly error: string | null;
  /** The run's row in the study's table beside axes and seeds, by column; empty where it failed. */
  readonly row: Readonly<Record<string, OutcomeValue>>;
  /** What the run's curves look like; empty where it failed. */
  readonly curve: Curve;
  /** Wall-clock seconds: of timings.csv, never of a table. */
  readonly seconds: number;
}

/** At most 256 measured rounds, dense at first; columns of equal length, null where a metric is absent. */
export interface Curve {
  readonly round: readonly number[];
  readonly optimality_gap: readonly (number | null)[];
  readonly worst_gap: readonly (number | null)[];
  readonly policy_consensus: readonly (number | null)[];
  readonly bytes: readonly number[];
}

/** A run of the plan that has no outcome. */
export interface MissingRun {
  readonly planned: PlannedRun;
  /** Why, in a few words. */
  readonly reason: string;
}
