// The products and the QR of math/orthonormal.ts for matrices of three columns, the usual rank: a row is
// three numbers in registers, so that one pass down the rows does what takes three or more column by column.
// Every number is formed by the same operations in the same order, and has the same bits.

/** out = B x: d numbers from 3. */
export function combineThree(basis: Float64Array, x: Float64Array, out: Float64Array): Float64Array {
  const a = x[0]!,
    b = x[1]!,
    c = x[2]!;
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    out[i] = 0 + basis[at]! * a + basis[at + 1]! * b + basis[at + 2]! * c;
  }
  return out;
}

/** out = scale (y − B x): d numbers. */
export function residualThree(
  basis: Float64Array,
  x: Float64Array,
  y: Float64Array,
  scale: number,
  out: Float64Array,
): Float64Array {
  const a = x[0]!,
    b = x[1]!,
    c = x[2]!;
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    out[i] = scale * (y[i]! - (0 + basis[at]! * a + basis[at + 1]! * b + basis[at + 2]! * c));
  }
  return out;
}

/** out = Bᵀ y: 3 numbers from d. */
export function coordinatesThree(basis: Float64Array, y: Float64Array, out: Float64Array): Float64Array {
  let a = 0,
    b = 0,
    c = 0;
  for (let i = 0, at = 0; i < y.length; i++, at += 3) {
    const entry = y[i]!;
    a += basis[at]! * entry;
    b += basis[at + 1]! * entry;
    c += basis[at + 2]! * entry;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  return out;
}

/** out = Bᵀ M x: 3 numbers from 3. */
export function carryThree(
  basis: Float64Array,
  matrix: Float64Array,
  x: Float64Array,
  out: Float64Array,
): Float64Array {
  const x0 = x[0]!,
    x1 = x[1]!,
    x2 = x[2]!;
  let a = 0,
    b = 0,
    c = 0;
  for (let at = 0; at < matrix.length; at += 3) {
    const entry = 0 + matrix[at]! * x0 + matrix[at + 1]! * x1 + matrix[at + 2]! * x2;
    a += basis[at]! * entry;
    b += basis[at + 1]! * entry;
    c += basis[at + 2]! * entry;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  return out;
}

/**
 * As `reorthonormalise` for nearly orthonormal columns; elsewhere nothing is written, and the answer is
 * undefined.
 */
export function reorthonormaliseThree(matrix: Float64Array, out: Float64Array): number | undefined {
  let g00 = 0,
    g01 = 0,
    g02 = 0,
    g11 = 0,
    g12 = 0,
    g22 = 0;
  for (let at = 0; at < matrix.length; at += 3) {
    const a = matrix[at]!,
      b = matrix[at + 1]!,
      c = matrix[at + 2]!;
    g00 += a * a;
    g01 += a * b;
    g02 += a * c;
    g11 += b * b;
    g12 += b * c;
    g22 += c * c;
  }
  const near =
    Math.abs(g00 - 1) + Math.abs(g01) + Math.abs(g02) < 0.5 &&
    Math.abs(g01) + Math.abs(g11 - 1) + Math.abs(g12) < 0.5 &&
    Math.abs(g02) + Math.abs(g12) + Math.abs(g22 - 1) < 0.5;
  if (!near) return undefined;
  const d0 = Math.sqrt(g00);
  const inverse0 = 1 / d0;
  const r01 = g01 * inverse0;
  const r02 = g02 * inverse0;
  const d1 = Math.sqrt(g11 - r01 * r01);
  const inverse1 = 1 / d1;
  const r12 = (g12 - r01 * r02) * inverse1;
  const d2 = Math.sqrt(g22 - r02 * r02 - r12 * r12);
  const inverse2 = 1 / d2;
  for (let at = 0; at < matrix.length; at += 3) {
    const a = matrix[at]! * inverse0;
    const b = (matrix[at + 1]! - a * r01) * inverse1;
    out[at] = a;
    out[at + 1] = b;
    out[at + 2] = (matrix[at + 2]! - a * r02 - b * r12) * inverse2;
  }
  return Math.min(d0, d1, d2);
}
