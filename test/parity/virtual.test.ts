// Sim-to-wire parity, first half: on a network that loses nothing every peer computes the bits of lockstep,
// whatever the latency. All kinds of algorithms, graphs and rules.
import t from "tap";
import { z } from "zod";
import { builtIn, extend } from "../../src/scenario/registry.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";
import type { TopologyFamily } from "../../src/topology/topology.ts";
import { experimentOf, small } from "../runners/experiments.ts";
import { haveParity } from "./runners.ts";

const noise = { kind: "gaussian", size: 0.1 };
const averaging = { environment: { kind: "values", dimension: 3 }, algorithm: { kind: "averaging" } };
const cases: Record<string, object> = {
  fednpg: {},
  "noisy fednpg": { algorithm: { ...small.algorithm, evaluationNoise: noise } },
  "frozen-tracker": { algorithm: { ...small.algorithm, kind: "frozen-tracker" } },
  "local-q": { algorithm: { ...small.algorithm, kind: "local-q" } },
  "agents that never mix": { algorithm: { ...small.algorithm, kind: "independent" } },
  "one learner of four agents": { algorithm: { ...small.algorithm, kind: "centralised-npg" } },
  "an agent alone": { agents: 1, topology: { kind: "complete" } },
  "nobody hears anybody": { topology: { kind: "empty" } },
  "a server": { topology: { kind: "complete" }, mixing: { kind: "uniform" } },
  "kernels that differ": { environment: { ...small.environment, kernelHeterogeneity: 0.5 } },
  "gossip rounds": { mixing: { kind: "metropolis", gossipRounds: 3, lazy: 0.2 } },
  "one peer at a time": {
    agents: 8,
    topology: { kind: "one-peer-exponential" },
    mixing: { kind: "equal", gossipRounds: 2 },
  },
  "one-way edges": { topology: { kind: "directed-ring" }, mixing: { kind: "equal" } },
  "a wide star": { agents: 14, topology: { kind: "star" }, ...averaging },
  "a path whose ends drift apart": { agents: 20, topology: { kind: "path" }, rounds: 30, ...averaging },
  "measured rarely": { measure: { every: 5 }, rounds: 12 },
};

for (const [name, change] of Object.entries(cases)) {
  t.test(name, (t) => haveParity(t, () => experimentOf({ ...small, rounds: 8, ...change })));
}

t.test("a source that hears nobody, a sink that nobody hears", async (t) => {
  const chain: TopologyFamily = {
    kind: "chain",
    summary: "0 → 1 → 2 → 3 and 0 → 2",
    options: z.strictObject({}),
    build: () => fromNeighbours(4, (agent) => [[], [0], [0, 1], [2]][agent]!),
  };
  const registry = extend(builtIn, { topologies: [chain] }, "chain");
  const raw = { ...small, ...averaging, topology: { kind: "chain" }, mixing: { kind: "equal" } };
  await haveParity(t, () => experimentOf(raw, {}, registry));
});
