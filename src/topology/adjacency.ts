// Topologies held as compressed neighbour lists, one list per step of the period.
import { assert } from "../error.ts";
import type { AgentId, Topology } from "./topology.ts";

/** The neighbour lists of one step, both directions. */
interface Step {
  readonly hears: readonly (readonly AgentId[])[];
  readonly isHeardBy: readonly (readonly AgentId[])[];
}

/** What a topology may carry beside its neighbours. */
export type Extras = Pick<Topology, "edgeWeight" | "positions">;

/**
 * A topology from a function that lists whom an agent hears at a step in 0 … period−1. Lists may come unordered and
 * with repetitions or the agent itself; both are dropped.
 */
export function fromNeighbours(
  size: number,
  hears: (agent: AgentId, step: number) => Iterable<AgentId>,
  period = 1,
  extras: Extras = {},
): Topology {
  const steps = Array.from({ length: period }, (_, step) =>
    compile(size, (agent) => hears(agent, step)),
  );
  return {
    size,
    period,
    hears: (agent, step) => steps[step % period]!.hears[agent]!,
    isHeardBy: (agent, step) => steps[step % period]!.isHeardBy[agent]!,
    ...extras,
  };
}

function compile(size: number, hears: (agent: AgentId) => Iterable<AgentId>): Step {
  const isHeardBy: AgentId[][] = Array.from({ length: size }, () => []);
  const sources = Array.from({ length: size }, (_, agent) => {
    const list = [...new Set(hears(agent))].filter((other) => other !== agent).sort((a, b) => a - b);
    for (const other of list) {
      assert(Number.isInteger(other) && other >= 0 && other < size, `agent ${other} is one of ${size}`);
      isHeardBy[other]!.push(agent);
    }
    return list;
  });
  return { hears: sources, isHeardBy };
}
