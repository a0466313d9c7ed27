// Dense Cholesky factors of symmetric positive definite matrices, row-major in one array.

/**
 * Overwrites the lower triangle of A with its factor: A = C Cᵀ. The upper triangle is neither read nor
 * written.
 *
 * @param a n × n, row-major, symmetric
 * @returns false where A is not positive definite; `a` is then spoilt
 */
export function factor(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    let j = 0;
    for (; j + 3 < i; j += 4) fourEntries(a, n, i, j);
    for (; j < i; j++) a[i * n + j] = (a[i * n + j]! - dotRows(a, i * n, j * n, j)) / a[j * n + j]!;
    const pivot = a[i * n + i]! - dotRows(a, i * n, i * n, i);
    if (!(pivot > 0)) return false;
    a[i * n + i] = Math.sqrt(pivot);
  }
  return true;
}

/** Overwrites b with A⁻¹ b, given the factor of A. */
export function solve(c: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= c[i * n + k]! * b[k]!;
    b[i] = sum / c[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const x = (b[i]! /= c[i * n + i]!);
    for (let k = 0; k < i; k++) b[k]! -= c[i * n + k]! * x;
  }
}

/** A⁻¹ in full, from the factor of A: exactly symmetric. */
export function inverse(c: Float64Array, n: number): Float64Array {
  const lower = triangularInverse(c, n);
  // (C⁻¹)ᵀ C⁻¹, accumulated row by row of C⁻¹ so that memory is walked along.
  const result = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      const x = lower[k * n + i]!;
      if (x === 0) continue;
      for (let j = 0; j <= i; j++) result[i * n + j]! += x * lower[k * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) result[j * n + i] = result[i * n + j]!;
  return result;
}

function triangularInverse(c: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const x = c[i * n + k]!;
      for (let j = 0; j <= k; j++) result[i * n + j]! -= x * result[k * n + j]!;
    }
    result[i * n + i] = 1;
    const pivot = c[i * n + i]!;
    for (let j = 0; j <= i; j++) result[i * n + j]! /= pivot;
  }
  return result;
}

function dotRows(a: Float64Array, x: number, y: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[x + k]! * a[y + k]!;
  return sum;
}

/** Entries (i, j) … (i, j + 3) of the factor; the four sums share their loads of row i. */
function fourEntries(a: Float64Array, n: number, i: number, j: number): void {
  const [row, r0, r1, r2, r3] = [i * n, j * n, (j + 1) * n, (j + 2) * n, (j + 3) * n];
  let [s0, s1, s2, s3] = [a[row + j]!, a[row + j + 1]!, a[row + j + 2]!, a[row + j + 3]!];
  for (let k = 0; k < j; k++) {
    const x = a[row + k]!;
    s0 -= x * a[r0 + k]!;
    s1 -= x * a[r1 + k]!;
    s2 -= x * a[r2 + k]!;
    s3 -= x * a[r3 + k]!;
  }
  s0 /= a[r0 + j]!;
  s1 = (s1 - s0 * a[r1 + j]!) / a[r1 + j + 1]!;
  s2 = (s2 - s0 * a[r2 + j]! - s1 * a[r2 + j + 1]!) / a[r2 + j + 2]!;
  s3 = (s3 - s0 * a[r3 + j]! - s1 * a[r3 + j + 1]! - s2 * a[r3 + j + 2]!) / a[r3 + j + 3]!;
  a[row + j] = s0;
  a[row + j + 1] = s1;
  a[row + j + 2] = s2;
  a[row + j + 3] = s3;
}
