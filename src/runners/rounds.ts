// The loop over rounds that every lockstep runner shares: when to measure, stop, breathe and give up.
import type { State } from "../algorithms/algorithm.ts";
import { DivergenceError } from "../error.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { pause, seconds } from "./clock.ts";
import type { Checkpoint, Outcome, Recorder, RunnerOptions, Snapshot, Traffic } from "./runner.ts";

/** All agents of a run, wherever they live. */
export interface Agents {
  /** Carries out a round; 0 is the initialisation. @throws DivergenceError */
  advance(round: number): void | Promise<void>;
  /** After a divergence: the last finite states. */
  states(): readonly State[] | Promise<readonly State[]>;
  traffic(): Traffic;
}

/** Whether a round is measured: each `every`th, and the last. */
export function isMeasured(
  { rounds, measure }: Pick<Experiment["scenario"], "rounds" | "measure">,
  round: number,
): boolean {
  return round % measure.every === 0 || round === rounds;
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
  const { rounds } = experiment.scenario;
  let breath = seconds();
  for (let round = checkpoint === undefined ? 0 : checkpoint.round + 1; round <= rounds; round++) {
    await advance(agents, round, recorder);
    if (isMeasured(experiment.scenario, round)) {
      const reached = recorder.record(await snapshotOf(experiment, agents, round));
      if (reached) return { status: "stopped", round };
    } else if (recorder.pass(round)) recorder.save(await checkpointOf(agents, round));
    if (seconds() - breath > breathAfterSeconds) {
      await pause();
      breath = seconds();
    }
    if (interrupt?.aborted && round < rounds) {
      recorder.save(await checkpointOf(agents, round));
      return { status: "interrupted", round };
    }
  }
  return { status: "finished", round: rounds };
}

/** A round; where a state leaves the numbers the last finite ones are saved. */
async function advance(agents: Agents, round: number, recorder: Recorder): Promise<void> {
  try {
    await agents.advance(round);
  } catch (error) {
    if (error instanceof DivergenceError && round > 0) recorder.save(await checkpointOf(agents, round - 1));
    throw error;
  }
}

async function checkpointOf(agents: Agents, round: number): Promise<Checkpoint> {
  return { round, states: await agents.states(), traffic: agents.traffic() };
}

async function snapshotOf({ algorithm }: Experiment, agents: Agents, round: number): Promise<Snapshot> {
  const checkpoint = await checkpointOf(agents, round);
  return { ...checkpoint, views: checkpoint.states.map((state) => algorithm.view(state)) };
}
