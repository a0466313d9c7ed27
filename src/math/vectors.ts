// Small loops over Float64Arrays.

/** Whether every entry is a finite number. */
export function allFinite(x: Float64Array): boolean {
  let zero = 0;
  for (let i = 0; i < x.length; i++) zero += x[i]! - x[i]!;
  return zero === 0;
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
