// What every way of running an experiment has in common.
import type { State } from "../algorithms/algorithm.ts";
import type { MixerState } from "../mixing/missing/missing.ts";
import type { Message } from "../mixing/mixing.ts";
import type { Experiment } from "../scenario/experiment.ts";
import type { AgentId } from "../topology/topology.ts";

/** Numbers sent so far, self excluded. */
export interface Traffic {
  /** One per directed edge and exchange. */
  readonly messages: number;
  /** 8 per number. */
  readonly bytes: number;
}

/** All agents after a round. Arrays belong to the runner: read them before returning. */
export interface Snapshot {
  readonly round: number;
  readonly states: readonly State[];
  readonly views: readonly Message[];
  readonly traffic: Traffic;
  /** Columns that only this way of running has. */
  readonly columns?: Readonly<Record<string, number>>;
  /** The agents' digests, where their states stay with them: `states` is empty then. */
  readonly digests?: readonly Uint8Array[];
  /** Whose views these are, where some agents are absent or lie; in ascending order. All unless told. */
  readonly among?: readonly AgentId[];
  /** What each agent's rule for what is missing remembers: digested with its state. */
  readonly mixers?: readonly MixerState[];
}

/** Where a run left off. */
export interface Checkpoint {
  readonly round: number;
  readonly states: readonly State[];
  readonly traffic: Traffic;
}

/** Takes what a runner reports. */
export interface Recorder {
  /**
   * A measured row: round 0, every k-th, the last. Answers whether the run has reached its stopping rule.
   */
  record(snapshot: Snapshot): boolean;
  /** A round that is not measured. Answers whether a checkpoint is due. */
  pass(round: number): boolean;
  /** A checkpoint: one that was due, or the last of a run that was cut off or diverged. */
  save(checkpoint: Checkpoint): void;
}

/** How far a run came. */
export type Outcome = {
  readonly status: "finished" | "stopped" | "interrupted";
  readonly round: number;
  /** Tables that only this way of running has, as text by file name. */
  readonly tables?: Readonly<Record<string, string>>;
};

/** What a runner may be told beside the experiment. */
export interface RunnerOptions {
  /** Where to continue from. */
  readonly checkpoint?: Checkpoint;
  /** Ends the run after the current round. */
  readonly interrupt?: AbortSignal;
  /** Number of threads; changes no bit. */
  readonly threads?: number;
  /** The folder that the scenario's paths are relative to, for threads that read its files. */
  readonly folder?: string;
  /** The folder of agents' own data, for threads that read them. */
  readonly data?: string;
  /** The folder of the run. */
  readonly runFolder?: string;
}

/**
 * A way to run an experiment, reporting to the recorder.
 * @throws DivergenceError where a state is no longer finite
 */
export type Runner = (
  experiment: Experiment,
  recorder: Recorder,
  options: RunnerOptions,
) => Promise<Outcome>;
