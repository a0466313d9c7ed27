// The product under test: the cohort that lockstep drives, without metrics.
import type { Algorithm } from "../src/algorithms/algorithm.ts";
import { fedNpg } from "../src/algorithms/fed-npg.ts";
import { rootRng } from "../src/math/random.ts";
import { Cohort } from "../src/runners/cohort.ts";
import { lockstepExchange, TrafficCounter } from "../src/runners/exchange.ts";
import type { Problem } from "./problems.ts";

/** A cohort of all agents that runs vanilla FedNPG. */
export function cohortOf({ models, mixing, stepSize }: Problem): Cohort {
  return new Cohort({
    algorithm: fedNpg({ stepSize, temperature: 0 }) as unknown as Algorithm,
    shares: models.map((model) => ({ model })),
    first: 0,
    agents: models.length,
    rng: rootRng(1),
    exchange: lockstepExchange(mixing, 1, new TrafficCounter(mixing.topology)),
  });
}

/** Milliseconds of each of `rounds` rounds from uniform policies; the initialisation is not counted. */
export function timedRounds(cohort: Cohort, rounds: number): number[] {
  cohort.init();
  return Array.from({ length: rounds }, (_, k) => {
    const start = performance.now();
    cohort.round(k + 1);
    return performance.now() - start;
  });
}
