// Graphs with a bottleneck: the star, the complete binary tree, and the barbell.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { fromNeighbours, requireEdges } from "../adjacency.ts";
import { agentsOf, family, requireAgents } from "../family.ts";
import type { AgentId } from "../topology.ts";

/** K_{1,N−1}: agent 0 hears all others and they hear only it. Two agents are one edge, one agent has none. */
export const star = family({
  kind: "star",
  summary: "agent 0 in the middle, all others hear only it",
  options: z.strictObject({}),
  build(_, context) {
    const size = agentsOf(context);
    const leaves = Array.from({ length: size - 1 }, (_, k) => k + 1);
    return fromNeighbours(size, (agent) => (agent === 0 ? leaves : [0]));
  },
});

/** Binary tree in heap order: agent i has the children 2i + 1 and 2i + 2. Any N; the last level may be partly full. */
export const binaryTree = family({
  kind: "binary-tree",
  summary: "agent i is joined to its children 2i + 1 and 2i + 2",
  options: z.strictObject({}),
  build(_, context) {
    const size = agentsOf(context);
    return fromNeighbours(size, (agent) => {
      const joined = [2 * agent + 1, 2 * agent + 2].filter((child) => child < size);
      return agent === 0 ? joined : [(agent - 1) >> 1, ...joined];
    });
  },
});

/**
 * Two complete graphs of (N − bridge)/2 agents each, joined by a path through `bridge` further agents: the first clique
 * is 0 … m−1, then the bridge, then the second clique; m−1 and m+bridge are the cliques' ends. Without bridge agents
 * one edge joins the cliques. One agent is a bridge alone, two are one edge.
 */
export const barbell = family({
  kind: "barbell",
  summary: "two cliques joined by a path",
  options: z.strictObject({
    bridge: z
      .int()
      .min(0)
      .optional()
      .describe("agents on the path between the cliques; N odd: 1, N even: 0 unless given"),
  }),
  build({ bridge }, context) {
    const size = agentsOf(context);
    requireAgents(size);
    const between = bridge ?? size % 2;
    const clique = (size - between) / 2;
    if (clique < 0 || !Number.isInteger(clique)) {
      const allowed = `N − bridge must be even and not negative, N = ${size}`;
      throw new ScenarioError("topology.bridge", between, allowed);
    }
    requireEdges(2 * clique * Math.max(0, clique - 1));
    return fromNeighbours(size, (agent) => {
      const joined = [agent - 1, agent + 1].filter((j) => j >= 0 && j < size);
      if (agent < clique) joined.push(...agents(0, clique));
      if (agent >= clique + between) joined.push(...agents(clique + between, size));
      return joined;
    });
  },
});

function agents(start: AgentId, end: AgentId): AgentId[] {
  return Array.from({ length: end - start }, (_, k) => start + k);
}
