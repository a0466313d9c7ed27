// Cohorts for tests: all agents of a run in one thread over a lockstep exchange.
import type { Algorithm } from "../../src/algorithms/algorithm.ts";
import type { Share } from "../../src/environments/environment.ts";
import { rootRng } from "../../src/math/random.ts";
import type { Mixing } from "../../src/mixing/mixing.ts";
import { mixingRules } from "../../src/mixing/rules.ts";
import { Cohort } from "../../src/runners/cohort.ts";
import { lockstepExchange, TrafficCounter } from "../../src/runners/exchange.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";

/** The weights of a rule on the ring i ~ i ± 1, or on the directed ring where i hears i + 1. */
export function ringMixing(agents: number, kind: "metropolis" | "equal" = "metropolis"): Mixing {
  const directed = kind === "equal";
  const topology = fromNeighbours(agents, (agent) => {
    const ahead = (agent + 1) % agents;
    return directed ? [ahead] : [ahead, (agent + agents - 1) % agents];
  });
  const rule = mixingRules.find((candidate) => candidate.kind === kind)!;
  return rule.build({}, { topology, seed: 0, file: () => new Uint8Array() });
}

/** W as dense rows. */
export function denseWeights(mixing: Mixing): number[][] {
  const { size } = mixing.topology;
  return Array.from({ length: size }, (_, agent) => {
    const row = new Array<number>(size).fill(0);
    const { agents, weights } = mixing.row(agent, 0);
    agents.forEach((other, k) => {
      row[other] = weights[k]!;
    });
    return row;
  });
}

/** All agents in one cohort. */
export function lockstepCohort(
  algorithm: Algorithm,
  shares: readonly Share[],
  mixing: Mixing,
  gossipRounds = 1,
): Cohort {
  const exchange = lockstepExchange(mixing, gossipRounds, new TrafficCounter(mixing.topology));
  const agents = shares.length;
  return new Cohort({ algorithm, shares, first: 0, agents, rng: rootRng(1), exchange });
}
