// What one peer tells another: the arrays of one exchange, or only how far it has come.
import { assert } from "../error.ts";
import type { Parcel } from "../mixing/missing/missing.ts";
import type { Message } from "../mixing/mixing.ts";
import type { AgentId } from "../topology/topology.ts";

/**
 * The place of an exchange among all exchanges of a run, as one number that grows from each to the next:
 * round · 2²⁰ + exchange within the round.
 */
export type Stamp = number;

/** A round has fewer exchanges than this. */
export const exchangesPerRound = 2 ** 20;

/** The stamp of an exchange of a round; both count from 0. */
export function stampOf(round: number, exchange: number): Stamp {
  assert(exchange < exchangesPerRound, `a round has fewer than ${exchangesPerRound + 1} exchanges`);
  return round * exchangesPerRound + exchange;
}

/** The round of a stamp. */
export function roundOf(stamp: Stamp): number {
  return Math.floor(stamp / exchangesPerRound);
}

/** The exchange of a stamp within its round. */
export function exchangeOf(stamp: Stamp): number {
  return stamp % exchangesPerRound;
}

/** One packet's content. */
export interface Frame {
  readonly sender: AgentId;
  /** The exchange the sender is at. It has finished all before, which confirms what it was sent for them. */
  readonly stamp: Stamp;
  /** The newest round the sender can come back to after a crash; −1 where there is none. */
  readonly durable: number;
  /** What it mixes in this exchange; undefined in a bare confirmation. */
  readonly message: Message | undefined;
  /** Set where the sender has crashed and begins again with `stamp`: it needs all that it was sent since. */
  readonly returns?: true;
  /** Set where the sender takes no part in the round of `stamp`: of its trackers, what it hands over. */
  readonly handsOver?: true;
  /** What the rule for missing messages says beside it; most rules say nothing. */
  readonly numbers?: Float64Array | undefined;
}

/** What a rule for what is missing sees of a frame. */
export function parcelOf({ stamp, message, numbers }: Frame): Parcel {
  return { stamp, message, numbers };
}
