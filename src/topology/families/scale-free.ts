// Scale-free graphs: newcomers join agents in proportion to their degrees.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { type Rng, rootRng, uniformInt } from "../../math/random.ts";
import { fromNeighbours, requireEdges } from "../adjacency.ts";
import { agentsOf, family } from "../family.ts";
import type { AgentId, Topology } from "../topology.ts";

/**
 * Starts from a star of `attachments` + 1 agents around agent 0; each further agent joins `attachments`
 * different ones, drawn in proportion to their degrees. A.-L. Barabási, R. Albert, Emergence of scaling
 * in random networks (1999). Edges: attachments·(N − attachments). Always connected, so drawn once.
 */
export const scaleFree = family({
  kind: "scale-free",
  summary: "newcomers join agents in proportion to their degrees",
  options: z.strictObject({
    attachments: z.int().min(1).default(2).describe("edges each newcomer brings: from 1 to N − 1"),
  }),
  build({ attachments }, context) {
    const size = agentsOf(context);
    if (attachments >= size) {
      throw new ScenarioError("topology.attachments", attachments, `at most N − 1 = ${size - 1}`);
    }
    requireEdges(2 * attachments * (size - attachments));
    return attached(size, attachments, rootRng(context.seed).fork("topology", "scale-free"));
  },
});

function attached(size: number, attachments: number, rng: Rng): Topology {
  const joined: AgentId[][] = Array.from({ length: size }, () => []);
  // An agent is here once for each of its edges: a uniform draw is one in proportion to degrees.
  const ends: AgentId[] = [];
  const join = (a: AgentId, b: AgentId): void => {
    joined[a]!.push(b);
    joined[b]!.push(a);
    ends.push(a, b);
  };
  for (let agent = 1; agent <= attachments; agent++) join(0, agent);
  for (let agent = attachments + 1; agent < size; agent++) {
    const chosen = new Set<AgentId>();
    while (chosen.size < attachments) chosen.add(ends[uniformInt(rng, ends.length)]!);
    for (const other of chosen) join(agent, other);
  }
  return fromNeighbours(size, (agent) => joined[agent]!);
}
