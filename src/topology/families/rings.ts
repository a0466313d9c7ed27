// Families in one dimension: rings, the path, and circulants.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { fromNeighbours, requireEdges } from "../adjacency.ts";
import { agentsOf, family } from "../family.ts";
import type { Topology, TopologyContext } from "../topology.ts";

/** C_N: agent i and i ± 1 modulo N. Two agents are one edge, one agent has none. */
export const ring = family({
  kind: "ring",
  summary: "each agent and its two neighbours on a circle",
  options: z.strictObject({}),
  build: (_, context) => circulantGraph(agentsOf(context), [1], false),
});

/** Agent i hears i + 1 modulo N only. Two agents hear each other, one agent has no edge. */
export const directedRing = family({
  kind: "directed-ring",
  summary: "each agent hears the next one on a circle",
  options: z.strictObject({}),
  build: (_, context) => circulantGraph(agentsOf(context), [1], true),
});

/** P_N: agent i and i ± 1 within 0 … N−1. */
export const path = family({
  kind: "path",
  summary: "agents in a line, each hears the one before and the one after",
  options: z.strictObject({}),
  build(_, context) {
    const size = agentsOf(context);
    return fromNeighbours(size, (i) => [i - 1, i + 1].filter((j) => j >= 0 && j < size));
  },
});

/** Agent i hears i + o modulo N for each offset o, and i − o too unless directed. */
export const circulant = family({
  kind: "circulant",
  summary: "each agent hears those at given offsets on a circle",
  options: z.strictObject({
    offsets: z
      .array(z.int().min(1))
      .min(1)
      .default([1, 2])
      .describe("distances on the circle, each from 1 to N − 1"),
    directed: z.boolean().default(false).describe("hear only those ahead (i + offset), not those behind"),
  }),
  build({ offsets, directed }, context) {
    const size = sizeFor(offsets, context);
    requireEdges(size * offsets.length);
    return circulantGraph(size, offsets, directed);
  },
});

function circulantGraph(size: number, offsets: readonly number[], directed: boolean): Topology {
  return fromNeighbours(size, (i) => {
    const ahead = offsets.map((offset) => (i + offset) % size);
    return directed ? ahead : [...ahead, ...offsets.map((offset) => (i + size - offset) % size)];
  });
}

function sizeFor(offsets: readonly number[], context: TopologyContext): number {
  const size = agentsOf(context);
  offsets.forEach((offset, k) => {
    if (offset < size) return;
    const allowed = `an offset from 1 to N − 1 = ${size - 1}`;
    throw new ScenarioError(`topology.offsets.${k}`, offset, allowed);
  });
  return size;
}
