import type { AnyKind } from "../kind.ts";
import type { AgentId, Topology } from "../topology/topology.ts";

/** Named arrays, averaged entry by entry. */
export type Message = Readonly<Record<string, Float64Array>>;

/** Whether two messages have the same names and lengths. */
export function areAlike(a: Message, b: Message): boolean {
  for (const name in b) if (a[name]?.length !== b[name]!.length) return false;
  for (const name in a) if (b[name] === undefined) return false;
  return true;
}

/** The non-zero entries of one row or column of W: ascending agent ids, self included where not zero. */
export interface Weights {
  readonly agents: Int32Array;
  readonly weights: Float64Array;
}

/**
 * The weights W over a topology: `W[i][j]` is what i gives to what it hears from j, so `W[i][j] ≠ 0` with i
 * ≠ j needs the edge j→i. W repeats with the topology's period. Where a scenario asks for `gossipRounds: q`,
 * each `mix` is q successive exchanges with W, never one with a precomputed W^q; that is the runner's
 * affair, not the rule's.
 */
export interface Mixing {
  readonly topology: Topology;
  /**
   * Row `agent` of W at `step`. The same object for the same row, so that equal rows can be averaged once.
   */
  row(agent: AgentId, step: number): Weights;
  /** Column `agent` of W at `step`. */
  column(agent: AgentId, step: number): Weights;
  /** No symmetric W on the graph has a smaller ‖W − J‖₂: the proof of an optimal rule. */
  readonly sigmaBound?: number;
}

/** What a mixing rule gets beside its own options. */
export interface MixingContext {
  readonly topology: Topology;
  /** Seed of the rule's own draws. Read by `build` or not at all: what never reads it draws nothing. */
  readonly seed: number;
  /** Bytes of a file that an option names. */
  file(path: string): Uint8Array;
}

/**
 * What a rule promises about W on every graph it accepts: exactly equal to its transpose, rows and columns
 * sum to 1, rows sum to 1, columns sum to 1, or nothing (the user's own numbers). The sums hold to rounding.
 */
export type Stochasticity =
  | "symmetric"
  | "doubly stochastic"
  | "row stochastic"
  | "column stochastic"
  | "none";

/** The graphs a rule accepts; it refuses others by a ScenarioError. */
export type AcceptedGraphs = "any" | "undirected" | "complete";

/** A way to choose W for a topology. */
export interface MixingRule extends AnyKind<MixingContext, Mixing> {
  readonly stochasticity: Stochasticity;
  readonly graphs: AcceptedGraphs;
}
