// Products of small dense matrices: square, row-major, `size`² numbers.

/** out = a b; `out` must be neither. */
export function multiplyDense(
  a: Float64Array,
  b: Float64Array,
  size: number,
  out: Float64Array = new Float64Array(size * size),
): Float64Array {
  out.fill(0);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k];
      if (factor === 0) continue;
      for (let j = 0, to = i * size, from = k * size; j < size; j++) out[to + j] += factor * b[from + j];
    }
  }
  return out;
}

/** out = A x */
export function applyDense(a: Float64Array, size: number, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += a[i * size + j] * x[j];
    out[i] = sum;
  }
}

/** out = Aᵀ x */
export function applyDenseTransposed(
  a: Float64Array,
  size: number,
  x: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) out[j] += a[i * size + j] * x[i];
  }
}

/** ‖A‖_F */
export function frobeniusNorm(a: Float64Array): number {
  return Math.sqrt(a.reduce((sum, entry) => sum + entry * entry, 0));
}
