// Summaries of measured times.

/** The median; of an even number, the lower of the two. */
export function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[(times.length - 1) >> 1]!;
}

/** Four significant digits. */
export function shown(milliseconds: number): string {
  return milliseconds.toPrecision(4);
}
