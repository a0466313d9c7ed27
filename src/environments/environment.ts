import type { AnyKind } from "../kind.ts";
import type { Rng } from "../math/random.ts";

/** The rules of one agent's world; states are values, nothing is remembered. */
export interface Environment<S> {
  /** Number of actions A. */
  readonly actions: number;
  /** Draws an initial state. */
  start(rng: Rng): S;
  /** Draws what follows `action` in `state`. */
  step(state: S, action: number, rng: Rng): { readonly state: S; readonly reward: number };
  /** What the agent sees of `state`. */
  observe(state: S): Float64Array;
}

/**
 * Transition probabilities in compressed rows: row s·A + a holds `next[k]`, `probability[k]` for
 * `offsets[row] ≤ k < offsets[row + 1]`, ascending in `next`.
 */
export interface Kernel {
  readonly states: number;
  readonly actions: number;
  readonly offsets: Int32Array;
  readonly next: Int32Array;
  readonly probability: Float64Array;
}

/**
 * A finite discounted MDP whose dynamics are known; its states are 0 … S−1. Agents may share one kernel
 * object.
 */
export interface MarkovModel extends Environment<number> {
  readonly kernel: Kernel;
  /** Reward r(s, a) at index s·A + a. */
  readonly reward: Float64Array;
  /** Discount γ in [0, 1). */
  readonly discount: number;
  /** Initial distribution ρ over states. */
  readonly initial: Float64Array;
}

/** A tabular policy: log π(a|s) and π(a|s) at index s·A + a. */
export interface PolicyTable {
  readonly log: Float64Array;
  readonly probabilities: Float64Array;
}

/** One agent's share of a world: a known model, or a plain vector. */
export type Share = { readonly model: MarkovModel } | { readonly values: Float64Array };

/** A world for N agents: what each of them is given, and what they have in common. */
export interface World<E = Share> {
  /** What each agent is given; index = agent id. */
  readonly shares: readonly E[];
  /** The MDP with the mean reward; absent where kernels differ or there is no MDP. */
  readonly meanTask?: MarkovModel;
}

/** What a world gets beside its own options. */
export interface WorldContext {
  /** The number of agents N: the world has as many shares. */
  readonly agents: number;
  /** Seed of the world's own draws. Read by `build` or not at all: what never reads it draws nothing. */
  readonly seed: number;
  /** Bytes of a file that an option names. */
  file(path: string): Uint8Array;
}

/** What `environment.kind` names; `build` throws ScenarioError where the options describe no world. */
export type WorldKind = AnyKind<WorldContext, World>;
