// A dense system of few unknowns.

/** Solves A x = b in place: `a` is destroyed, `b` becomes x. Partial pivoting; false where A is singular. */
export function solveSmall(a: Float64Array, b: Float64Array): boolean {
  const size = b.length;
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) {
      if (Math.abs(a[i * size + k]) > Math.abs(a[pivot * size + k])) pivot = i;
    }
    if (a[pivot * size + k] === 0) return false;
    if (pivot !== k) swapRows(a, b, k, pivot);
    for (let i = k + 1; i < size; i++) {
      const factor = a[i * size + k] / a[k * size + k];
      for (let j = k; j < size; j++) a[i * size + j] -= factor * a[k * size + j];
      b[i] -= factor * b[k];
    }
  }
  for (let k = size - 1; k >= 0; k--) {
    for (let j = k + 1; j < size; j++) b[k] -= a[k * size + j] * b[j];
    b[k] /= a[k * size + k];
  }
  return true;
}

function swapRows(a: Float64Array, b: Float64Array, k: number, other: number): void {
  const size = b.length;
  for (let j = 0; j < size; j++) {
    [a[k * size + j], a[other * size + j]] = [a[other * size + j], a[k * size + j]];
  }
  [b[k], b[other]] = [b[other], b[k]];
}
