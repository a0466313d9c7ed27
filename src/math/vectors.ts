// Small loops over Float64Arrays.

/** Whether every entry is a finite number. */
export function allFinite(x: Float64Array): boolean {
  // A finite sum has finite terms. Four sums at once, since an addition waits for the one before it.
  let a = 0,
    b = 0,
    c = 0,
    d = 0;
  const fours = x.length - (x.length % 4);
  for (let i = 0; i < fours; i += 4) {
    a += x[i]!;
    b += x[i + 1]!;
    c += x[i + 2]!;
    d += x[i + 3]!;
  }
  for (let i = fours; i < x.length; i++) a += x[i]!;
  return Number.isFinite(a + b + c + d) || x.every(Number.isFinite);
}

/** max |x − y|. */
export function maxDifference(x: Float64Array, y: Float64Array): number {
  let worst = 0;
  for (let i = 0; i < x.length; i++) worst = Math.max(worst, Math.abs(x[i]! - y[i]!));
  return worst;
}

/** The entrywise mean of equally long rows, summed in their order from +0. */
export function meanOf(rows: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let i = 0; i < mean.length; i++) mean[i]! += row[i]!;
  for (let i = 0; i < mean.length; i++) mean[i]! /= rows.length;
  return mean;
}

/** The largest entry; −∞ for none. */
export function maximum(x: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, x[i]!);
  return largest;
}
