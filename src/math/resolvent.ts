// Solves (I − γP) x = b for one substochastic sparse P: BiCGSTAB refined to rounding, elimination where it
// stalls.
import { multiply, type SparseMatrix } from "./sparse-matrix.ts";

/** A residual this small, relative to b, is rounding; reached in one or two refinements. */
const tolerance = 1e-15;
/** How small each BiCGSTAB solve makes its residual. */
const sweepTolerance = 1e-12;
const maximumSweeps = 6;

/**
 * The solution for b, from x = 0, so that it depends on nothing but P, γ and b.
 * @param gamma in [0, 1)
 */
export function solveResolvent(p: SparseMatrix, gamma: number, b: Float64Array): Float64Array {
  const apply = (x: Float64Array, y: Float64Array) => {
    multiply(p, x, y);
    for (let i = 0; i < y.length; i++) y[i] = x[i]! - gamma * y[i]!;
  };
  const x = new Float64Array(b.length);
  const residual = b.slice();
  const product = new Float64Array(b.length);
  let size = norm(b);
  for (let sweep = 0; sweep < maximumSweeps && size > tolerance * norm(b); sweep++) {
    const correction = biCgStab(apply, residual);
    const candidate = x.map((value, i) => value + correction[i]!);
    apply(candidate, product);
    const next = b.map((value, i) => value - product[i]!);
    const nextSize = norm(next);
    if (!(nextSize < size)) break;
    x.set(candidate);
    residual.set(next);
    size = nextSize;
  }
  // A residual above rounding of the terms it is made of means that the iteration has stalled.
  return size <= 1e-14 * (norm(b) + 2 * norm(x)) ? x : eliminateDensely(p, gamma, b);
}

/** van der Vorst's BiCGSTAB from x = 0. */
function biCgStab(apply: (x: Float64Array, y: Float64Array) => void, b: Float64Array): Float64Array {
  const n = b.length;
  const [x, p, v, s, t] = Array.from({ length: 5 }, () => new Float64Array(n)) as [F, F, F, F, F];
  const r = b.slice();
  const goal = sweepTolerance * norm(b);
  let rho = 1;
  let alpha = 1;
  let omega = 1;
  for (let iteration = 0; iteration < 2 * n + 20 && norm(r) > goal; iteration++) {
    const nextRho = dot(b, r);
    const beta = (nextRho / rho) * (alpha / omega);
    for (let i = 0; i < n; i++) p[i] = r[i]! + beta * (p[i]! - omega * v[i]!);
    apply(p, v);
    alpha = nextRho / dot(b, v);
    if (!Number.isFinite(alpha)) break;
    for (let i = 0; i < n; i++) s[i] = r[i]! - alpha * v[i]!;
    apply(s, t);
    const square = dot(t, t);
    omega = square === 0 ? 0 : dot(t, s) / square;
    for (let i = 0; i < n; i++) x[i]! += alpha * p[i]! + omega * s[i]!;
    for (let i = 0; i < n; i++) r[i] = s[i]! - omega * t[i]!;
    if (omega === 0) break;
    rho = nextRho;
  }
  return x;
}

type F = Float64Array;

/** Gaussian elimination; I − γP is diagonally dominant by rows or columns, so no pivoting is needed. */
function eliminateDensely(
  { offsets, columns, values }: SparseMatrix,
  gamma: number,
  b: Float64Array,
): Float64Array {
  const n = b.length;
  const rows = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(n + 1);
    row[i] = 1;
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) row[columns[k]!]! -= gamma * values[k]!;
    row[n] = b[i]!;
    return row;
  });
  rows.forEach((pivot, k) => {
    for (let i = k + 1; i < n; i++) {
      const row = rows[i]!;
      const factor = row[k]! / pivot[k]!;
      if (factor !== 0) for (let j = k + 1; j <= n; j++) row[j]! -= factor * pivot[j]!;
    }
  });
  const x = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    let sum = rows[k]![n]!;
    for (let j = k + 1; j < n; j++) sum -= rows[k]![j]! * x[j]!;
    x[k] = sum / rows[k]![k]!;
  }
  return x;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

function norm(x: Float64Array): number {
  return Math.sqrt(dot(x, x));
}
