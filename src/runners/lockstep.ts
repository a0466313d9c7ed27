// The exact runner: all agents in one place, one sparse W·X per mix.
import type { Experiment } from "../scenario/experiment.ts";
import { Cohort } from "./cohort.ts";
import { lockstepExchange, TrafficCounter } from "./exchange.ts";
import { robustExchange } from "./robust-exchange.ts";
import { runRounds } from "./rounds.ts";
import type { Runner, RunnerOptions } from "./runner.ts";

/** Runs an experiment in this thread. */
export const lockstep: Runner = async (experiment, recorder, options) => {
  const { cohort, traffic } = assemble(experiment, options);
  return runRounds(experiment, recorder, options, {
    advance: (round) => (round === 0 ? cohort.init() : cohort.round(round)),
    states: () => cohort.states,
    traffic: () => traffic.total,
  });
};

function assemble(experiment: Experiment, { checkpoint }: RunnerOptions) {
  const { algorithm, shares, mixing, gossipRounds, rng, missing } = experiment;
  const traffic = new TrafficCounter(mixing.topology, checkpoint?.traffic);
  const exchange = missing.isPlain
    ? lockstepExchange(mixing, gossipRounds, traffic)
    : robustExchange(mixing, gossipRounds, traffic, missing);
  const cohort = new Cohort({ algorithm, shares, first: 0, agents: shares.length, rng, exchange });
  if (checkpoint !== undefined) cohort.restore(checkpoint.states);
  return { cohort, traffic };
}
