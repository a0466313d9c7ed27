// Outages that are planned: from one round until another.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import type { OutageContext, OutageKind } from "../outage.ts";
import type { AgentId, Topology } from "../topology.ts";

const round = z.int().min(0).max(1_000_000_000);
const agent = z.int().min(0);

const window = {
  fromRound: round.describe("the first round without the edges"),
  untilRound: round.describe("the first round with them again"),
};

interface Window {
  readonly fromRound: number;
  readonly untilRound: number;
}

function isDuring({ fromRound, untilRound }: Window, at: number): boolean {
  return at >= fromRound && at < untilRound;
}

function requireLength({ fromRound, untilRound }: Window): void {
  if (untilRound > fromRound) return;
  throw new ScenarioError("topology.outages.untilRound", untilRound, `a round after ${fromRound}`);
}

interface Scheduled extends Window {
  readonly agents: readonly AgentId[];
  readonly edges: readonly (readonly [AgentId, AgentId])[];
}

export const scheduled: OutageKind = {
  kind: "scheduled",
  summary: "the edges named, and all edges of the agents named, are absent for some rounds",
  options: z
    .strictObject({
      ...window,
      agents: z.array(agent).default([]).describe("agents that nobody reaches"),
      edges: z
        .array(z.tuple([agent, agent]))
        .default([])
        .describe("pairs of agents that do not reach each other"),
    })
    .refine(({ agents, edges }) => agents.length + edges.length > 0, "name agents or edges"),
  examples: [{ fromRound: 1, untilRound: 3, agents: [0], edges: [[1, 2]] }],
  build(options: Scheduled, { topology }: OutageContext) {
    requireLength(options);
    for (const id of [...options.agents, ...options.edges.flat()]) requireAgent(id, topology);
    for (const [a, b] of options.edges) requireEdge(a, b, topology);
    const agents = new Set(options.agents);
    const edges = new Set(options.edges.flatMap(([a, b]) => [`${a},${b}`, `${b},${a}`]));
    const isNamed = (a: AgentId, b: AgentId) => agents.has(a) || agents.has(b) || edges.has(`${a},${b}`);
    return { isUp: (a, b, at) => !isDuring(options, at) || !isNamed(a, b) };
  },
};

function requireAgent(id: AgentId, { size }: Topology): void {
  if (id < size) return;
  throw new ScenarioError("topology.outages", `agent ${id}`, `agents are numbered from 0 to ${size - 1}`);
}

function requireEdge(a: AgentId, b: AgentId, topology: Topology): void {
  for (let step = 0; step < topology.period; step++)
    if (topology.hears(a, step).includes(b) || topology.hears(b, step).includes(a)) return;
  throw new ScenarioError("topology.outages.edges", [a, b], "two agents that share an edge of the graph");
}

interface Partition extends Window {
  readonly parts: number;
}

export const partition: OutageKind = {
  kind: "partition",
  summary: "the agents, cut by number into equal parts, do not reach other parts for some rounds",
  options: z.strictObject({
    ...window,
    parts: z.int().min(2).max(1_048_576).default(2).describe("number of parts"),
  }),
  examples: [{ fromRound: 1, untilRound: 4 }],
  build(options: Partition, { topology }: OutageContext) {
    requireLength(options);
    const { parts } = options;
    if (parts > topology.size)
      throw new ScenarioError("topology.outages.parts", parts, `at most ${topology.size}, one an agent`);
    const partOf = (id: AgentId) => Math.floor((id * parts) / topology.size);
    return { isUp: (a, b, at) => !isDuring(options, at) || partOf(a) === partOf(b) };
  },
};
