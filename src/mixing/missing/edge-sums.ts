// The two ends of one edge under running sums: what has been sent over it and what has been taken from it,
// both counted from a base that moves when the sender learns what has arrived, so that no sum grows.

import { joined } from "./saved.ts";

/** A running sum as it travels: all that was sent after exchange `base` and up to exchange `stamp`. */
export interface RunningSum {
  readonly stamp: number;
  /** An exchange up to which the receiver has taken everything; −1 before the first. */
  readonly base: number;
  readonly total: Float64Array;
}

/** What was sent, or taken, in the exchanges after the piece before it and up to `stamp`. */
interface Piece {
  readonly stamp: number;
  readonly sum: Float64Array;
}

/** Pieces that an end keeps apart; older ones are put together, so that memory is bounded in an outage. */
const piecesApart = 64;

/**
 * Exchanges that may be open before nothing new is sent. Where nothing is lost and all wait for each other
 * two are; beyond, an agent whose neighbour is away soon has little weight left.
 */
const mostOpen = 5;

/** The sum of pieces, oldest first, from +0. */
function totalOf(pieces: readonly Piece[], length: number): Float64Array {
  const total = new Float64Array(length);
  for (const { sum } of pieces) for (let i = 0; i < length; i++) total[i]! += sum[i]!;
  return total;
}

function mergeOldest(pieces: Piece[]): void {
  if (pieces.length <= piecesApart) return;
  const [a, b] = pieces as [Piece, Piece];
  pieces.splice(0, 2, { stamp: b.stamp, sum: totalOf([a, b], a.sum.length) });
}

/** Pieces to be saved: a stamp and the sum, each. */
function numbersOf(pieces: readonly Piece[]): Float64Array {
  return joined(...pieces.flatMap(({ stamp, sum }) => [[stamp], sum]));
}

function piecesIn(saved: Float64Array, length: number): Piece[] {
  return Array.from({ length: saved.length / (length + 1) }, (_, k) => {
    const at = k * (length + 1);
    return { stamp: saved[at]!, sum: saved.slice(at + 1, at + 1 + length) };
  });
}

/** The sender's end. */
export class SentSums {
  readonly #length: number;
  readonly #pieces: Piece[] = [];
  #base = -1;
  /** What the receiver says it has taken, after the base. */
  #taken: number[] = [];
  /** The last two exchanges that were sent. */
  #sent: readonly [number, number] = [-1, -1];

  constructor(length: number) {
    this.#length = length;
  }

  /**
   * Whether so much has not been acknowledged that nobody may be there: then the sender had better keep what
   * it has, for what is on its way weighs nothing with anybody.
   */
  get isFull(): boolean {
    return this.#pieces.length >= mostOpen;
  }

  /** Adds what an exchange sends. */
  add(stamp: number, sum: Float64Array): void {
    this.#pieces.push({ stamp, sum });
    mergeOldest(this.#pieces);
  }

  /** The receiver has taken the sum of exchange `stamp`. */
  learn(stamp: number): void {
    if (stamp <= this.#base || this.#taken.includes(stamp)) return;
    this.#taken = [...this.#taken, stamp].sort((a, b) => a - b).slice(-4);
  }

  /**
   * The sum for the exchange that has just been added. The base moves no further than the last exchange but
   * one: what is known of later ones depends on when news came, and the bits should not.
   */
  at(stamp: number): RunningSum {
    const [limit, last] = this.#sent;
    const base = this.#taken.findLast(
      (taken) => taken <= limit && this.#pieces.some((piece) => piece.stamp === taken),
    );
    if (base !== undefined) this.#rebase(base);
    if (stamp > last) this.#sent = [last, stamp];
    return { stamp, base: this.#base, total: totalOf(this.#pieces, this.#length) };
  }

  /** All of it as numbers: base, the last two sent, what is known to be taken and how much of it, pieces. */
  get saved(): Float64Array {
    const head = [this.#base, ...this.#sent, this.#taken.length, ...this.#taken];
    return joined(head, numbersOf(this.#pieces));
  }

  /** An end as it was `saved`. */
  static restored(length: number, saved: Float64Array): SentSums {
    const sums = new SentSums(length);
    const [base = -1, before = -1, last = -1, taken = 0] = saved;
    sums.#base = base;
    sums.#sent = [before, last];
    sums.#taken = Array.from(saved.subarray(4, 4 + taken));
    sums.#pieces.push(...piecesIn(saved.subarray(4 + taken), length));
    return sums;
  }

  /** What was sent after the base. */
  get open(): { readonly base: number; readonly total: Float64Array } {
    return { base: this.#base, total: totalOf(this.#pieces, this.#length) };
  }

  #rebase(base: number): void {
    this.#base = base;
    this.#taken = this.#taken.filter((stamp) => stamp > base);
    this.#pieces.splice(0, this.#pieces.findIndex(({ stamp }) => stamp === base) + 1);
  }
}

/** What was sent over an edge and not taken; either end may know nothing of the other yet. */
export function underWay(
  sent: SentSums | undefined,
  taken: TakenSums | undefined,
): Float64Array | undefined {
  if (sent === undefined) return undefined;
  const { base, total } = sent.open;
  const known = taken?.after(base);
  return known === undefined ? total : total.map((value, i) => value - known[i]!);
}

/** The receiver's end. */
export class TakenSums {
  readonly #length: number;
  readonly #pieces: Piece[] = [];
  #base = -1;

  constructor(length: number) {
    this.#length = length;
  }

  /** All of it as numbers: base, pieces. */
  get saved(): Float64Array {
    return joined([this.#base], numbersOf(this.#pieces));
  }

  /** An end as it was `saved`. */
  static restored(length: number, saved: Float64Array): TakenSums {
    const sums = new TakenSums(length);
    sums.#base = saved[0] ?? -1;
    sums.#pieces.push(...piecesIn(saved.subarray(1), length));
    return sums;
  }

  /** The last two exchanges that were taken, the newest first; −1 where there is none. */
  get newest(): readonly [number, number] {
    const { length } = this.#pieces;
    return [this.#pieces[length - 1]?.stamp ?? this.#base, this.#pieces[length - 2]?.stamp ?? this.#base];
  }

  /** What a sum adds to all that was taken before; undefined where it adds nothing or cannot be. */
  take({ stamp, base, total }: RunningSum): Float64Array | undefined {
    if (stamp <= this.newest[0] || base < this.#base || total.length !== this.#length) return undefined;
    if (base > this.#base && !this.#rebase(base)) return undefined;
    const known = totalOf(this.#pieces, this.#length);
    const sum = new Float64Array(this.#length);
    for (let i = 0; i < sum.length; i++) sum[i] = total[i]! - known[i]!;
    this.#pieces.push({ stamp, sum });
    mergeOldest(this.#pieces);
    return sum;
  }

  /** What was taken after a base of the sender's. */
  after(base: number): Float64Array {
    return totalOf(
      this.#pieces.filter(({ stamp }) => stamp > base),
      this.#length,
    );
  }

  /** The sender counts from an exchange that it knows to be taken; false where it is not. */
  #rebase(base: number): boolean {
    const at = this.#pieces.findIndex(({ stamp }) => stamp === base);
    if (at < 0) return false;
    this.#pieces.splice(0, at + 1);
    this.#base = base;
    return true;
  }
}
