// What others did that they should not have done: counted, and bounded in what it costs to tell of it.

/** Packets of one stream that are dropped before it is ended. */
const patience = 16;

/** Whether a stream on which so many packets were bad is ended. */
export function isTooMany(offences: number): boolean {
  return offences >= patience;
}

/** How long a peer is kept out after it was disconnected for the n-th time, in ms. */
export function banMs(times: number): number {
  return Math.min(10_000, 250 * 2 ** (times - 1));
}

/** Counts by reason. */
export class Tally {
  readonly counts: Record<string, number> = {};

  /** One more; answers whether it is worth a line: the first, the second, the fourth, the eighth… */
  add(reason: string): boolean {
    const count = (this.counts[reason] ?? 0) + 1;
    this.counts[reason] = count;
    return (count & (count - 1)) === 0;
  }
}
