// Small worlds: a ring lattice with some edges rewired at random.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { type Rng, uniformInt } from "../../math/random.ts";
import { fromNeighbours, requireEdges } from "../adjacency.ts";
import { agentsOf, family } from "../family.ts";
import type { AgentId, Topology } from "../topology.ts";
import { firstConnected } from "./sampling.ts";

/**
 * Each agent starts joined to `neighbours`/2 agents on either side of a circle; then, lap by lap, the
 * edge to the agent j ahead moves its far end with probability `rewiring` to an agent drawn uniformly
 * among those not yet joined. D. J. Watts, S. H. Strogatz, Collective dynamics of small-world networks
 * (1998). Edges: N·neighbours/2. Redrawn up to 100 times until connected.
 */
export const smallWorld = family({
  kind: "small-world",
  summary: "a ring lattice with some edges rewired at random",
  options: z.strictObject({
    neighbours: z
      .int()
      .min(2)
      .multipleOf(2)
      .default(4)
      .describe("of each agent at first: even, less than N"),
    rewiring: z.number().min(0).max(1).default(0.1).describe("probability with which an edge is rewired"),
  }),
  build({ neighbours, rewiring }, context) {
    const size = agentsOf(context);
    if (neighbours >= size) {
      throw new ScenarioError("topology.neighbours", neighbours, `even and at most N − 1 = ${size - 1}`);
    }
    requireEdges(size * neighbours);
    return firstConnected(context, "small-world", "choose more neighbours or less rewiring", (rng) =>
      rewired(size, neighbours / 2, rewiring, rng),
    );
  },
});

function rewired(size: number, laps: number, rewiring: number, rng: Rng): Topology {
  const joined = Array.from({ length: size }, () => new Set<AgentId>());
  const join = (a: AgentId, b: AgentId): void => {
    joined[a]!.add(b);
    joined[b]!.add(a);
  };
  for (let agent = 0; agent < size; agent++) {
    for (let j = 1; j <= laps; j++) join(agent, (agent + j) % size);
  }
  for (let j = 1; j <= laps; j++) {
    for (let agent = 0; agent < size; agent++) {
      const isFull = joined[agent]!.size >= size - 1;
      if (rng.next() >= rewiring || isFull) continue;
      let end: AgentId;
      do end = uniformInt(rng, size);
      while (end === agent || joined[agent]!.has(end));
      const old = (agent + j) % size;
      joined[agent]!.delete(old);
      joined[old]!.delete(agent);
      join(agent, end);
    }
  }
  return fromNeighbours(size, (agent) => joined[agent]!);
}
