// The loop over rounds that every lockstep runner shares: when to measure, stop, breathe and give up.
import type { State } from "../algorithms/algorithm.ts";
import { DivergenceError } from "../error.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { seconds } from "./clock.ts";
import type { Checkpoint, Outcome, Recorder, RunnerOptions, Traffic } from "./runner.ts";

/** All agents of a run, wherever they live. */
export interface Agents {
  /** Carries out a round; 0 is the initialisation. */
  advance(round: number): void | Promise<void>;
  states(): readonly State[];
  traffic(): Traffic;
  breathe(): Promise<void>;
}

/** How long rounds may follow each other before signals and the progress bar get their turn. */
const breathAfterSeconds = 0.05;

/** Rounds from the checkpoint, or from 0, to the last, the stopping rule or an interruption. */
export async function runRounds(
  experiment: Experiment,
  recorder: Recorder,
  { checkpoint, interrupt }: RunnerOptions,
  agents: Agents,
): Promise<Outcome> {
  const { rounds, measure } = experiment.scenario;
  let breath = seconds();
  for (let round = checkpoint === undefined ? 0 : checkpoint.round + 1; round <= rounds; round++) {
    try {
      await agents.advance(round);
    } catch (error) {
      if (error instanceof DivergenceError && round > 0) recorder.cutOff(checkpointOf(agents, round - 1));
      throw error;
    }
    if (round % measure.every === 0 || round === rounds) {
      if (recorder.record(snapshotOf(experiment, agents, round))) return { status: "stopped", round };
    } else recorder.pass(() => checkpointOf(agents, round));
    if (seconds() - breath > breathAfterSeconds) {
      await agents.breathe();
      breath = seconds();
    }
    if (interrupt?.aborted && round < rounds) {
      recorder.cutOff(checkpointOf(agents, round));
      return { status: "interrupted", round };
    }
  }
  return { status: "finished", round: rounds };
}

function checkpointOf(agents: Agents, round: number): Checkpoint {
  return { round, states: agents.states(), traffic: agents.traffic() };
}

function snapshotOf({ algorithm }: Experiment, agents: Agents, round: number) {
  return {
    ...checkpointOf(agents, round),
    views: agents.states().map((state) => algorithm.view(state)),
  };
}
