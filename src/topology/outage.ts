// Edges that are absent for a while, which both ends know.
import type { AnyKind } from "../kind.ts";
import type { Rng } from "../math/random.ts";
import type { AgentId, Topology } from "./topology.ts";

/** When edges are absent. */
export interface Outage {
  /** Whether two agents can reach each other in a round, the same both ways and whenever it is asked. */
  isUp(a: AgentId, b: AgentId, round: number): boolean;
}

/** What a kind of outage gets beside its own options. */
export interface OutageContext {
  readonly topology: Topology;
  /** Root of its draws. */
  readonly rng: Rng;
}

/** What an entry of `topology.outages` names; `build` throws ScenarioError where it does not fit. */
export type OutageKind = AnyKind<OutageContext, Outage>;

/**
 * The topology without the edges that some outage takes away. It changes with every round and repeats after
 * `rounds` rounds of `gossipRounds` steps; nobody asks for later ones.
 */
export function withOutages(
  topology: Topology,
  outages: readonly Outage[],
  rounds: number,
  gossipRounds: number,
): Topology {
  const period = rounds * gossipRounds;
  const without = (list: readonly AgentId[], agent: AgentId, step: number): readonly AgentId[] => {
    const round = Math.floor(step / gossipRounds) % rounds;
    const isUp = (other: AgentId) => outages.every((outage) => outage.isUp(agent, other, round));
    return list.every(isUp) ? list : list.filter(isUp);
  };
  return {
    ...topology,
    period,
    whole: topology,
    hears: (agent, step) => without(topology.hears(agent, step), agent, step),
    isHeardBy: (agent, step) => without(topology.isHeardBy(agent, step), agent, step),
  };
}
