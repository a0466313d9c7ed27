// The nearest matrix with orthonormal columns.
import { gramOf } from "./orthonormal.ts";

/** Newton–Schulz steps at most: a singular value σ below 1 grows by nearly half its size in each. */
const mostSteps = 80;

/** How far XᵀX may be from the identity, per entry: about the rounding of a single product. */
const tolerance = 4e-16;

/**
 * Replaces M, d × r, by M (MᵀM)^(−1/2): the polar factor, nearest of all matrices with orthonormal columns.
 * By Newton–Schulz, X ← X (3 I − XᵀX)/2, which takes every singular value in (0, √3) to 1. Answers whether
 * it converged; it does not where the columns are dependent.
 */
export function polarFactor(matrix: Float64Array, rank: number): boolean {
  const gram = new Float64Array(rank * rank);
  const row = new Float64Array(rank);
  gramOf(matrix, rank, gram);
  const bound = largestRowSum(gram, rank);
  // The square of the largest singular value is at most `bound`.
  if (bound > 2.5) {
    const factor = 1 / Math.sqrt(bound);
    for (let i = 0; i < matrix.length; i++) matrix[i]! *= factor;
    gramOf(matrix, rank, gram);
  }
  let last = Number.POSITIVE_INFINITY;
  for (let step = 0; step < mostSteps; step++) {
    const error = distanceFromIdentity(gram, rank);
    // At the end of quadratic convergence rounding is all that moves.
    if (error <= tolerance || (error < 1e-14 && error >= last)) return true;
    last = error;
    for (let k = 0; k < gram.length; k++) gram[k] = (k % (rank + 1) === 0 ? 1.5 : 0) - 0.5 * gram[k]!;
    multiplyRows(matrix, gram, row);
    gramOf(matrix, rank, gram);
  }
  return false;
}

function largestRowSum(matrix: Float64Array, rank: number): number {
  let largest = 0;
  for (let at = 0; at < matrix.length; at += rank) {
    let sum = 0;
    for (let j = 0; j < rank; j++) sum += Math.abs(matrix[at + j]!);
    largest = Math.max(largest, sum);
  }
  return largest;
}

function distanceFromIdentity(matrix: Float64Array, rank: number): number {
  let largest = 0;
  for (let k = 0; k < matrix.length; k++) {
    largest = Math.max(largest, Math.abs(matrix[k]! - (k % (rank + 1) === 0 ? 1 : 0)));
  }
  return largest;
}

/** Every row of `matrix` times the symmetric `factor`. */
function multiplyRows(matrix: Float64Array, factor: Float64Array, row: Float64Array): void {
  const rank = row.length;
  for (let at = 0; at < matrix.length; at += rank) {
    for (let j = 0; j < rank; j++) {
      let sum = 0;
      for (let k = 0; k < rank; k++) sum += matrix[at + k]! * factor[k * rank + j]!;
      row[j] = sum;
    }
    matrix.set(row, at);
  }
}
