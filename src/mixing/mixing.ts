import type { AnyKind } from "../kind.ts";
import type { AgentId, Topology } from "../topology/topology.ts";

/** Named arrays, averaged entry by entry. */
export type Message = Readonly<Record<string, Float64Array>>;

/** The non-zero entries of one row or column of W: ascending agent ids, self included where not zero. */
export interface Weights {
  readonly agents: Int32Array;
  readonly weights: Float64Array;
}

/**
 * The weights W over a topology: `W[i][j]` is what i gives to what it hears from j, so `W[i][j] ≠ 0` with i ≠ j needs
 * the edge j→i.
 */
export interface Mixing {
  readonly topology: Topology;
  /** Row `agent` of W at `step`. The same object for the same row, so that equal rows can be averaged once. */
  row(agent: AgentId, step: number): Weights;
  /** Column `agent` of W at `step`. */
  column(agent: AgentId, step: number): Weights;
}

/** What a mixing rule gets beside its own options. */
export interface MixingContext {
  readonly topology: Topology;
  /** Seed of the rule's own draws. */
  readonly seed: number;
  /** Bytes of a file that an option names. */
  file(path: string): Uint8Array;
}

export type MixingRule = AnyKind<MixingContext, Mixing>;
