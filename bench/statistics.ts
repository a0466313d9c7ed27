// Summaries of measured times.

/** The median; of an even number, the lower of the two. */
export function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[(times.length - 1) >> 1]!;
}

/** Four significant digits. */
export function shown(milliseconds: number): string {
  return milliseconds.toPrecision(4);
}

/** Milliseconds per round. */
export interface Times {
  readonly median: number;
  /** The least: what a machine that others use as well disturbs least. */
  readonly best: number;
}

/** Median and least of measured rounds. */
export function timesOf(rounds: readonly number[]): Times {
  return { median: median(rounds), best: rounds.reduce((least, time) => Math.min(least, time)) };
}
