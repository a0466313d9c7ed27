// The small symmetric tridiagonal matrices that Lanczos leaves: diagonal a₀…, off-diagonal b₀… (b_i couples
// i and i+1).
import { genericVector } from "./generic-vector.ts";

/** The smallest eigenvalue and the modulus of the last entry of its unit eigenvector. */
export interface TridiagonalPair {
  readonly value: number;
  readonly last: number;
}

/**
 * The smallest eigenpair of the leading block of `order` rows: Sturm bisection to the last bit, then
 * inverse iteration. The matrix shifted by a lower bound of its spectrum is definite, so the factorisation
 * needs no pivots.
 */
export function smallestPair(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  order: number,
): TridiagonalPair {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (let i = 0; i < order; i++) {
    const before = i > 0 ? offDiagonal[i - 1] : 0;
    const after = i < order - 1 ? offDiagonal[i] : 0;
    low = Math.min(low, diagonal[i] - before - after);
    high = Math.min(high, diagonal[i]);
  }
  const scale = Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE);
  low -= scale * 2 ** -50;
  while (high - low > scale * 2 ** -54) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    if (isDefinite(diagonal, offDiagonal, order, middle)) low = middle;
    else high = middle;
  }
  return { value: low + (high - low) / 2, last: lastEntry(diagonal, offDiagonal, order, low) };
}

/** Whether T − shift·I is positive definite: all pivots of LDLᵀ are positive (Sturm). */
function isDefinite(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  order: number,
  shift: number,
): boolean {
  let pivot = diagonal[0] - shift;
  for (let i = 1; i < order && pivot > 0; i++) {
    pivot = diagonal[i] - shift - (offDiagonal[i - 1] * offDiagonal[i - 1]) / pivot;
  }
  return pivot > 0;
}

/** |last entry| of the eigenvector at the definite side of an extreme eigenvalue. */
function lastEntry(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  order: number,
  shift: number,
): number {
  const pivots = new Float64Array(order);
  const ratios = new Float64Array(order);
  for (let i = 0; i < order; i++) {
    const coupling = i > 0 ? offDiagonal[i - 1] : 0;
    ratios[i] = i > 0 ? coupling / pivots[i - 1] : 0;
    pivots[i] = Math.max(diagonal[i] - shift - coupling * ratios[i], Number.MIN_VALUE * 2 ** 60);
  }
  const x = genericVector(order);
  for (let sweep = 0; sweep < 3; sweep++) {
    for (let i = 1; i < order; i++) x[i] -= ratios[i] * x[i - 1];
    for (let i = 0; i < order; i++) x[i] /= pivots[i];
    for (let i = order - 2; i >= 0; i--) x[i] -= ratios[i + 1] * x[i + 1];
    normalise(x);
  }
  return Math.abs(x[order - 1]);
}

function normalise(x: Float64Array): void {
  const largest = x.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  let sum = 0;
  for (const entry of x) sum += (entry / largest) * (entry / largest);
  const length = largest * Math.sqrt(sum);
  for (let i = 0; i < x.length; i++) x[i] /= length;
}

/** First entry of T (I − γT)⁻¹ e₁ for the leading block of `order` rows, whose spectrum lies below 1/γ. */
export function resolventCorner(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  order: number,
  discount: number,
): number {
  let pivot = 1 - discount * diagonal[order - 1];
  let second = 0;
  for (let i = order - 2; i >= 0; i--) {
    // Elimination from below: y₂ = γ b₁ y₁ / c₂, y₁ = 1 / c₁.
    second = (discount * offDiagonal[i]) / pivot;
    pivot = 1 - discount * diagonal[i] - discount * offDiagonal[i] * second;
  }
  return (diagonal[0] + (order > 1 ? offDiagonal[0] * second : 0)) / pivot;
}
