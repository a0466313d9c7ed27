// What a study comes to: the runs it asks for, each a scenario of its own.

/** What a table shows of an axis at one run. */
export type Cell = string | number | boolean;

/** The seeds that a study varies apart from each other: one sampled graph or world proves nothing. */
export interface StudySeeds {
  /** `topology.seed` and `mixing.seed`. */
  readonly graph: number;
  /** `environment.seed`. */
  readonly world: number;
  /** `seed`, the root of what the algorithm draws. */
  readonly learning: number;
}

/** One run of a study. */
export interface PlannedRun {
  /** Position in the plan, from 0. */
  readonly index: number;
  /** What the axes are set to, by the axis's name; every run has all axes, in the plan's order. */
  readonly point: Readonly<Record<string, Cell>>;
  readonly seeds: StudySeeds;
  /** The scenario as a file would say it, axes and seeds set; paths are relative to the plan's folder. */
  readonly scenario: Readonly<Record<string, unknown>>;
}

/** A study, expanded. Plain data: it can be written as JSON and sent to another machine. */
export interface StudyPlan {
  /** Names the folder of its results. */
  readonly name: string;
  readonly claim: string;
  /** Names of the axes, which are the first columns of the tables. */
  readonly axes: readonly string[];
  /** The optimality gaps whose rounds and bytes are reported, descending. */
  readonly gaps: readonly number[];
  /** Columns of metrics.csv that are reported beside. */
  readonly columns: readonly string[];
  readonly runs: readonly PlannedRun[];
  /** What was dropped or collapsed and why, one sentence each. */
  readonly remarks: readonly string[];
}
