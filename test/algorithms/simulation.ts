// Small networks driven by the real cohort and the real exchange, every round's states kept.
import type { Algorithm, State } from "../../src/algorithms/algorithm.ts";
import { algorithmKinds } from "../../src/algorithms/algorithms.ts";
import type { World } from "../../src/environments/environment.ts";
import { modelWorld } from "../../src/environments/markov-model.ts";
import { rootRng } from "../../src/math/random.ts";
import type { Message, Mixing } from "../../src/mixing/mixing.ts";
import { Cohort } from "../../src/runners/cohort.ts";
import { lockstepExchange, TrafficCounter } from "../../src/runners/exchange.ts";
import { contextOf, modelsOf, worldOf } from "../environments/fixtures.ts";
import { build, complete, irregular } from "../mixing/graphs.ts";

/** The states of all agents after a round; arrays only. */
export type Rows = readonly Readonly<Record<string, Float64Array>>[];

/** A random world of 6 states and 3 actions: one kernel, every agent its own reward. */
export function randomWorld(agents = 5, seed = 1, options: object = {}): World {
  const chosen = { kind: "garnet", states: 6, actions: 3, branching: 4, discount: 0.9, ...options };
  return worldOf(chosen, contextOf(agents, seed));
}

/** The same world with other rewards. */
export function withRewards(world: World, rewards: readonly Float64Array[]): World {
  const [{ kernel, discount, initial }] = modelsOf(world) as [ReturnType<typeof modelsOf>[0]];
  return modelWorld({ kernels: kernel, rewards, discount, initial });
}

/** An algorithm of the registry. */
export function algorithmOf(kind: string, options: object, world: World): Algorithm {
  const found = algorithmKinds.find((candidate) => candidate.kind === kind)!;
  return found.build(found.options.parse(options), { agents: world.shares.length, world });
}

/** Metropolis weights on a ring with chords: symmetric, and without symmetry of the graph. */
export const chordedRing = (agents: number): Mixing => build("metropolis", irregular(agents, 3));

/** 11ᵀ/N. */
export const server = (agents: number): Mixing => build("uniform", complete(agents));

/** gJ + (1 − g)I: sigma is 1 − g. */
export const dialled = (agents: number, sigma: number): Mixing =>
  build("mix-topology", complete(agents), { gap: 1 - sigma });

/** What a simulation may be told beside its parts. */
export interface SimulationOptions {
  readonly algorithm: Algorithm;
  readonly world: World;
  readonly mixing: Mixing;
  readonly gossipRounds?: number;
  readonly seed?: number;
  /** Sees what every mix answers. */
  readonly watch?: (replies: readonly Message[]) => void;
}

/** The cohort of all agents with its traffic, not yet begun. */
export function assemble(options: SimulationOptions) {
  const { algorithm, world, mixing, gossipRounds = 1, seed = 1, watch } = options;
  const shares = algorithm.learners ?? world.shares;
  const traffic = new TrafficCounter(mixing.topology);
  const exchange = lockstepExchange(mixing, gossipRounds, traffic);
  const cohort = new Cohort({
    algorithm,
    shares,
    first: 0,
    agents: shares.length,
    rng: rootRng(seed).fork("learning"),
    exchange: (round, messages, give) => {
      const replies = exchange(round, messages, give);
      watch?.(replies);
      return replies;
    },
  });
  return { cohort, traffic };
}

/** States after rounds 0 … `rounds`, copied. */
export function simulate(options: SimulationOptions, rounds: number): Rows[] {
  const { cohort } = assemble(options);
  cohort.init();
  const all = [copies(cohort.states)];
  for (let round = 1; round <= rounds; round++) {
    cohort.round(round);
    all.push(copies(cohort.states));
  }
  return all;
}

/** Copies of states that hold arrays only. */
export function copies(states: readonly State[]): Rows {
  return states.map((state) =>
    Object.fromEntries(
      Object.entries(state).map(([name, value]) => [name, Float64Array.from(value as Float64Array)]),
    ),
  );
}

/** The array `name` of every agent. */
export const column = (rows: Rows, name: string): Float64Array[] => rows.map((row) => row[name]!);
