// The four problems of the benchmark: agents on a graph, a slippery grid, one random reward per agent.
import type { MarkovModel } from "../src/environments/environment.ts";
import { markovModel } from "../src/environments/markov-model.ts";
import { worldKinds } from "../src/environments/worlds.ts";
import { rootRng } from "../src/math/random.ts";
import type { Mixing } from "../src/mixing/mixing.ts";
import { mixingRules } from "../src/mixing/rules.ts";
import { topologyFamilies } from "../src/topology/families.ts";

/** One row of the benchmark. */
export interface ProblemSize {
  readonly name: string;
  readonly agents: number;
  readonly topology: { readonly kind: string; readonly [option: string]: unknown };
  /** Rows and columns of the grid. */
  readonly side: number;
  /** Whether there is a fifth action, to stay. */
  readonly stay: boolean;
  /** How many times faster than NumPy a round must be. */
  readonly target: number;
  /** Rounds in a row before the peer has its turn; every batch starts from uniform policies. */
  readonly batch: number;
}

export const sizes: readonly ProblemSize[] = [
  { name: "A", agents: 16, topology: { kind: "ring" }, side: 10, stay: true, target: 2.5, batch: 400 },
  {
    name: "B",
    agents: 100,
    topology: { kind: "erdos-renyi" },
    side: 20,
    stay: false,
    target: 8,
    batch: 12,
  },
  {
    name: "C",
    agents: 1000,
    topology: { kind: "erdos-renyi", probability: 6 / 999 },
    side: 10,
    stay: true,
    target: 2,
    batch: 12,
  },
  {
    name: "D",
    agents: 10_000,
    topology: { kind: "torus" },
    side: 5,
    stay: false,
    target: 1.1,
    batch: 12,
  },
];

/** What both implementations are given. */
export interface Problem {
  readonly models: readonly MarkovModel[];
  readonly mixing: Mixing;
  readonly stepSize: number;
}

const seed = 1;
const nothing = () => new Uint8Array();

/** Metropolis weights on the graph, slip 0.1, γ = 0.99, rewards uniform in [0, 1]. */
export function problemOf(size: ProblemSize): Problem {
  return { models: modelsOf(size), mixing: mixingOf(size), stepSize: 0.01 };
}

function modelsOf({ agents, side, stay }: ProblemSize): MarkovModel[] {
  const kind = worldKinds.find((candidate) => candidate.kind === "gridworld")!;
  const grid = kind.options.parse({ rows: side, columns: side, stay, slip: 0.1, discount: 0.99 });
  const [share] = kind.build(grid, { agents: 1, seed, file: nothing }).shares;
  if (share === undefined || !("model" in share)) throw new Error("a grid has models");
  const { kernel, discount, initial } = share.model;
  return Array.from({ length: agents }, (_, agent) => {
    const rng = rootRng(seed).fork("bench", agent);
    const reward = Float64Array.from({ length: kernel.states * kernel.actions }, () => rng.next());
    return markovModel({ kernel, reward, discount, initial });
  });
}

function mixingOf({ agents, topology: { kind, ...options } }: ProblemSize): Mixing {
  const family = topologyFamilies.find((candidate) => candidate.kind === kind)!;
  const topology = family.build(family.options.parse(options), { agents, seed, file: nothing });
  const rule = mixingRules.find((candidate) => candidate.kind === "metropolis")!;
  return rule.build(rule.options.parse({}), { topology, seed, file: nothing });
}
