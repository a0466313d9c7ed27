import type { AnyKind } from "../kind.ts";
import type { Rng } from "../math/random.ts";

/** The rules of one agent's world; states are values, nothing is remembered. */
export interface Environment<S> {
  /** Number of actions A. */
  readonly actions: number;
  /** Draws an initial state. */
  start(rng: Rng): S;
  /** Draws what follows `action` in `state`. */
  step(state: S, action: number, rng: Rng): Step<S>;
  /** What the agent sees of `state`: the features of methods that are linear in them. */
  observe(state: S): Float64Array;
  /** What a policy sees of `state`, where that is something else. */
  policyFeatures?(state: S): Float64Array;
}

/** What follows an action. */
export interface Step<S> {
  readonly state: S;
  readonly reward: number;
  /** An episode has ended: `state` begins the next one, and nothing of it belongs to the past. */
  readonly ended?: boolean;
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

/** A task with continuous states, known by its rules alone. */
export interface EpisodicTask extends Environment<Float64Array> {
  /** Discount γ in [0, 1). */
  readonly discount: number;
  /** Where a trial run of a policy is cut off, in steps. */
  readonly horizon: number;
  /** The state whose value is watched. */
  readonly rest: Float64Array;
}

/** What others know of a finite discounted MDP whose numbers are with its agent and nowhere else. */
export interface WithheldModel {
  /** Number of states S. */
  readonly states: number;
  /** Number of actions A. */
  readonly actions: number;
  /** Discount γ in [0, 1). */
  readonly discount: number;
  /** The kernel, where all agents have one; absent where each has its own. */
  readonly kernel?: Kernel;
}

/**
 * One agent's share of a world: a known model, a task known by its rules, a plain vector, or a model that
 * only the agent itself knows. An agent that computes never has the last.
 */
export type Share =
  | { readonly model: MarkovModel }
  | { readonly task: EpisodicTask }
  | { readonly values: Float64Array }
  | { readonly withheld: WithheldModel };

/** What one agent alone knows of its world, as its file says it. */
export interface AgentData {
  /** The file, as errors should say it. */
  readonly place: string;
  /** S rows of A rewards each. */
  readonly reward: readonly (readonly number[])[];
  /** Its own kernel: [state, action, next, probability]. */
  readonly transitions?: readonly (readonly [number, number, number, number])[];
}

/** A world for N agents: what each of them is given, and what they have in common. */
export interface World<E = Share> {
  /** What each agent is given; index = agent id. */
  readonly shares: readonly E[];
  /** The MDP with the mean reward; absent where kernels differ or there is no MDP. */
  readonly meanTask?: MarkovModel;
  /** The subspace in which the agents' values lie, where the world was made with one. */
  readonly subspace?: SharedSubspace;
}

/** What the agents' values have in common: V_k(s) = φ(s)ᵀ z_k with every z_k in the range of one B*. */
export interface SharedSubspace {
  /** Length d of the features φ(s), which `observe` gives. */
  readonly dimension: number;
  /** Dimension r of the subspace. */
  readonly rank: number;
  /** Orthonormal B*, d × r, row by row. */
  readonly basis: Float64Array;
  /** Of a world for prediction: the truth about the one policy there is. */
  readonly prediction?: PredictionTruth;
  /** Of a world for control: the small MDPs that it hides. */
  readonly control?: HiddenClusters;
}

/** MDPs whose states fall into clusters that policies and values cannot tell apart. */
export interface HiddenClusters {
  /** The cluster of every state. */
  readonly clusterOf: Int32Array;
  /** The MDP over clusters of every agent: values, gains and gradients are those of the large one. */
  readonly models: readonly MarkovModel[];
}

/** What a predictor of values should find. */
export interface PredictionTruth {
  /** Whether values are discounted sums, or differential: sums of what exceeds the average reward. */
  readonly criterion: "discounted" | "average";
  /** z_k of every agent, d numbers each. */
  readonly coefficients: readonly Float64Array[];
  /** J_k, the stationary mean of every agent's reward; only where values are differential. */
  readonly averageRewards?: readonly number[];
}

/** What a world gets beside its own options. */
export interface WorldContext {
  /** The number of agents N: the world has as many shares. */
  readonly agents: number;
  /** Seed of the world's own draws. Read by `build` or not at all: what never reads it draws nothing. */
  readonly seed: number;
  /** Bytes of a file that an option names. */
  file(path: string): Uint8Array;
  /** What is known here of an agent's own data; undefined for agents whose data are elsewhere. */
  data?(agent: number): AgentData | undefined;
}

/** What `environment.kind` names; `build` throws ScenarioError where the options describe no world. */
export type WorldKind = AnyKind<WorldContext, World>;
