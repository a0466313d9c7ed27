// Extreme eigenvalues of a symmetric tridiagonal matrix: diagonal a_0 … a_{k−1}, off-diagonal b_0 … b_{k−2}.

/**
 * The smallest eigenvalue, by bisection on Sturm's count, to rounding.
 *
 * @param diagonal k ≥ 1 numbers
 * @param offDiagonal at least k − 1 numbers
 */
export function smallestEigenvalue(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
): number {
  let low = Infinity;
  let high = Infinity;
  for (let i = 0; i < diagonal.length; i++) {
    const before = i === 0 ? 0 : Math.abs(offDiagonal[i - 1]!);
    const after = i === diagonal.length - 1 ? 0 : Math.abs(offDiagonal[i]!);
    low = Math.min(low, diagonal[i]! - before - after);
    high = Math.min(high, diagonal[i]!);
  }
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (hasEigenvalueBelow(diagonal, offDiagonal, middle)) high = middle;
    else low = middle;
  }
}

/** The largest eigenvalue: minus the smallest of the negated matrix. */
export function largestEigenvalue(diagonal: ArrayLike<number>, offDiagonal: ArrayLike<number>): number {
  const negated = Float64Array.from(diagonal, (a) => -a);
  return -smallestEigenvalue(negated, offDiagonal);
}

/**
 * |last entry| of the unit eigenvector to the smallest eigenvalue, by two steps of inverse iteration. Times the next
 * Lanczos coefficient it is the residual of the Ritz pair.
 */
export function lastEntryOfSmallest(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  eigenvalue: number,
  scale: number,
): number {
  // A shift just below the spectrum keeps every pivot positive, so that no pivoting is needed.
  const shift = eigenvalue - 1e-15 * scale;
  let vector = new Float64Array(diagonal.length).fill(1);
  for (let pass = 0; pass < 3; pass++)
    vector = unit(solveShifted(diagonal, offDiagonal, shift, vector));
  return Math.abs(vector.at(-1)!);
}

function hasEigenvalueBelow(a: ArrayLike<number>, b: ArrayLike<number>, x: number): boolean {
  let pivot = a[0]! - x;
  for (let i = 1; pivot > 0 && i < a.length; i++) pivot = a[i]! - x - (b[i - 1]! * b[i - 1]!) / pivot;
  return pivot <= 0;
}

function solveShifted(a: ArrayLike<number>, b: ArrayLike<number>, shift: number, right: Float64Array) {
  const n = a.length;
  const pivots = new Float64Array(n);
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    const factor = i === 0 ? 0 : b[i - 1]! / pivots[i - 1]!;
    // Rounding can bring the last pivot to zero or below; its size is all that inverse iteration needs.
    pivots[i] = Math.max(a[i]! - shift - (i === 0 ? 0 : factor * b[i - 1]!), 1e-300);
    if (i > 0) x[i] = x[i]! - factor * x[i - 1]!;
  }
  for (let i = n - 1; i >= 0; i--) x[i] = (x[i]! - (i === n - 1 ? 0 : b[i]! * x[i + 1]!)) / pivots[i]!;
  return x;
}

function unit(vector: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const scaled = vector.map((x) => x / largest);
  const norm = Math.sqrt(scaled.reduce((sum, x) => sum + x * x, 0));
  return scaled.map((x) => x / norm);
}
