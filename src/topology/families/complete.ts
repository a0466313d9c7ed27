// The two extremes: everyone hears everyone, and nobody hears anybody. Neither stores a list.
import { z } from "zod";
import { agentsOf, family } from "../family.ts";
import type { AgentId, Topology } from "../topology.ts";

/** K_N: every agent hears every other. One agent hears nobody. */
export const complete = family({
  kind: "complete",
  summary: "every agent hears every other",
  options: z.strictObject({}),
  build: (_, context) => everyoneElse(agentsOf(context)),
});

/** No edges: N agents that learn alone. The only family that may be disconnected. */
export const empty = family({
  kind: "empty",
  summary: "no edges: every agent is alone",
  options: z.strictObject({}),
  connected: false,
  build: (_, context) => ({
    size: agentsOf(context),
    period: 1,
    hears: () => [],
    isHeardBy: () => [],
  }),
});

// Lists are made when asked for: a complete graph of 10,000 agents would hold 10^8 entries.
function everyoneElse(size: number): Topology {
  const others = (agent: AgentId): AgentId[] =>
    Array.from({ length: size - 1 }, (_, k) => (k < agent ? k : k + 1));
  return { size, period: 1, hears: others, isHeardBy: others };
}
