// Graphs of logarithmic degree or period: exponential, one-peer exponential, de Bruijn.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { fromNeighbours } from "../adjacency.ts";
import { agentsOf, ceilingOfLogarithm, exponentOf, family, requireAgents } from "../family.ts";

/**
 * Agent i hears i + 2^k modulo N for k = 0 … ⌈log₂ N⌉ − 1. B. Ying et al., Exponential graph is provably efficient for
 * decentralized deep training (2021). Two agents hear each other, one agent has no edge.
 */
export const exponential = family({
  kind: "exponential",
  summary: "each agent hears those 1, 2, 4, 8, … ahead",
  options: z.strictObject({}),
  build(_, context) {
    const size = agentsOf(context);
    const hops = powersOfTwo(ceilingOfLogarithm(size));
    return fromNeighbours(size, (agent) => hops.map((hop) => (agent + hop) % size));
  },
});

/**
 * At step t agent i hears only i + 2^(t mod τ) modulo N, with period τ = ⌈log₂ N⌉ (1 for one agent). With N a power of
 * two, τ steps of equal weights average exactly (Ying et al. 2021).
 */
export const onePeerExponential = family({
  kind: "one-peer-exponential",
  summary: "at step t each agent hears only the one 2^(t mod log₂ N) ahead",
  options: z.strictObject({}),
  build(_, context) {
    const size = agentsOf(context);
    const hops = powersOfTwo(ceilingOfLogarithm(size));
    return fromNeighbours(
      size,
      (agent, step) => [(agent + (hops[step] ?? 0)) % size],
      Math.max(1, hops.length),
    );
  },
});

/**
 * B(2, k) on the words of k bits: agent i speaks to 2i and 2i + 1 modulo N = 2^k, so agent j hears ⌊j/2⌋ and
 * ⌊j/2⌋ + N/2. The loops at 0 and N − 1 are dropped; every edge has weight ½, so that the rule `given`, which leaves the
 * rest to the agent itself, yields the matrix whose k-th power is 11ᵀ/N. Two agents hear each other, one has no edge.
 */
export const deBruijn = family({
  kind: "de-bruijn",
  summary: "agent i speaks to 2i and 2i + 1; a power of two of agents",
  options: z.strictObject({
    wordLength: z.int().min(0).max(20).optional().describe("k in N = 2^k; follows from N unless given"),
  }),
  build({ wordLength }, context) {
    const size = wordLength === undefined ? agentsOf(context) : 2 ** wordLength;
    if (context.agents !== undefined && context.agents !== size) {
      const allowed = `the option makes ${size} agents, not ${context.agents}`;
      throw new ScenarioError("topology.wordLength", wordLength, allowed);
    }
    requireAgents(size);
    exponentOf(size, "de Bruijn graph");
    const heard = (listener: number): number[] => [listener >> 1, (listener >> 1) + (size >> 1)];
    return fromNeighbours(size, (agent) => heard(agent), 1, {
      edgeWeight: (listener, source) =>
        listener !== source && heard(listener).includes(source) ? 0.5 : undefined,
    });
  },
});

function powersOfTwo(count: number): number[] {
  return Array.from({ length: count }, (_, k) => 2 ** k);
}
