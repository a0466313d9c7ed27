// Tall matrices with orthonormal columns: d × r numbers, row by row, r ≤ d. Loops go down the columns: rows
// are too short to be worth one. Three columns have loops of their own, with the same bits; what chooses
// between the two is short, so that it costs no call where it is used.
import { spareRow } from "./arrays.ts";
import {
  carryThree,
  combineThree,
  coordinatesThree,
  reorthonormaliseThree,
  residualThree,
} from "./three-columns.ts";

/** A diagonal entry of R below this share of its column's norm: the columns are dependent. */
export const dependence = 1e-8;

/** out = B x: d numbers from r. */
export function combine(basis: Float64Array, x: Float64Array, out: Float64Array): Float64Array {
  return x.length === 3 ? combineThree(basis, x, out) : combineColumns(basis, x, out);
}

/** out = Bᵀ y: r numbers from d. */
export function coordinates(basis: Float64Array, y: Float64Array, out: Float64Array): Float64Array {
  return out.length === 3 ? coordinatesThree(basis, y, out) : coordinatesOfColumns(basis, y, out);
}

/** out = scale (y − B x): d numbers. */
export function residual(
  basis: Float64Array,
  x: Float64Array,
  y: Float64Array,
  scale: number,
  out: Float64Array,
): Float64Array {
  if (x.length === 3) return residualThree(basis, x, y, scale, out);
  combineColumns(basis, x, out);
  for (let i = 0; i < out.length; i++) out[i] = scale * (y[i]! - out[i]!);
  return out;
}

/** M x on its way to Bᵀ M x. */
const between = spareRow();

/** out = Bᵀ M x, of two matrices d × r: r numbers from r. */
export function carry(
  basis: Float64Array,
  matrix: Float64Array,
  x: Float64Array,
  out: Float64Array,
): Float64Array {
  if (x.length === 3) return carryThree(basis, matrix, x, out);
  const values = combineColumns(matrix, x, between(matrix.length / x.length));
  return coordinatesOfColumns(basis, values, out);
}

function combineColumns(basis: Float64Array, x: Float64Array, out: Float64Array): Float64Array {
  const rank = x.length;
  out.fill(0);
  for (let j = 0; j < rank; j++) {
    const factor = x[j]!;
    for (let i = 0, at = j; i < out.length; i++, at += rank) out[i]! += basis[at]! * factor;
  }
  return out;
}

function coordinatesOfColumns(basis: Float64Array, y: Float64Array, out: Float64Array): Float64Array {
  const rank = out.length;
  for (let j = 0; j < rank; j++) {
    let sum = 0;
    for (let i = 0, at = j; i < y.length; i++, at += rank) sum += basis[at]! * y[i]!;
    out[j] = sum;
  }
  return out;
}

/** y − B Bᵀ y, in place; `scratch` holds r numbers. */
export function rejectFrom(basis: Float64Array, y: Float64Array, scratch: Float64Array): Float64Array {
  const rank = scratch.length;
  coordinates(basis, y, scratch);
  for (let i = 0, at = 0; i < y.length; i++) {
    let sum = 0;
    for (let j = 0; j < rank; j++) sum += basis[at++]! * scratch[j]!;
    y[i]! -= sum;
  }
  return y;
}

/**
 * Replaces M, d × r, by the Q of its thin QR decomposition whose R has a positive diagonal: modified
 * Gram–Schmidt, every column projected twice. Answers the smallest diagonal entry of R. Where it is below
 * `dependence` times its column's norm, the answer is 0 and M is left as it has become.
 */
export function orthonormalise(matrix: Float64Array, rank: number): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let j = 0; j < rank; j++) {
    const before = columnNorm(matrix, rank, j);
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) subtractProjection(matrix, rank, j, k);
    }
    const norm = columnNorm(matrix, rank, j);
    if (!(norm > dependence * before)) return 0;
    for (let at = j; at < matrix.length; at += rank) matrix[at]! /= norm;
    if (norm < smallest) smallest = norm;
  }
  return smallest;
}

/**
 * As `orthonormalise`, into `out`, M itself unless given; faster where the columns are nearly orthonormal:
 * by Cholesky's decomposition of MᵀM, which loses accuracy as the square of the condition number; elsewhere
 * by `orthonormalise` itself. `gram` is scratch of r × r numbers.
 */
export function reorthonormalise(
  matrix: Float64Array,
  rank: number,
  gram: Float64Array,
  out = matrix,
): number {
  const smallest =
    rank === 3 ? reorthonormaliseThree(matrix, out) : reorthonormaliseColumns(matrix, rank, gram, out);
  if (smallest !== undefined) return smallest;
  out.set(matrix);
  return orthonormalise(out, rank);
}

function reorthonormaliseColumns(
  from: Float64Array,
  rank: number,
  gram: Float64Array,
  matrix: Float64Array,
): number | undefined {
  columnProducts(from, rank, gram);
  if (!isNearIdentity(gram, rank)) return undefined;
  const smallest = factorise(gram, rank);
  matrix.set(from);
  for (let j = 0; j < rank; j++) {
    for (let k = 0; k < j; k++) {
      const factor = gram[k * rank + j]!;
      for (let at = 0; at < matrix.length; at += rank) matrix[at + j]! -= matrix[at + k]! * factor;
    }
    const inverse = gram[j * rank + j]!;
    for (let at = j; at < matrix.length; at += rank) matrix[at]! *= inverse;
  }
  return smallest;
}

/** out = MᵀM of M, d × r: r × r. */
export function gramOf(matrix: Float64Array, rank: number, out: Float64Array): Float64Array {
  columnProducts(matrix, rank, out);
  for (let i = 0; i < rank; i++) for (let j = 0; j < i; j++) out[i * rank + j] = out[j * rank + i]!;
  return out;
}

/** MᵀM of M, d × r: its upper triangle, r × r. */
function columnProducts(matrix: Float64Array, rank: number, out: Float64Array): void {
  for (let i = 0; i < rank; i++) {
    for (let j = i; j < rank; j++) {
      let sum = 0;
      for (let at = 0; at < matrix.length; at += rank) sum += matrix[at + i]! * matrix[at + j]!;
      out[i * rank + j] = sum;
    }
  }
}

/** Whether I − MᵀM has rows that sum to less than ½ in size: the condition number is then below 2. */
function isNearIdentity(gram: Float64Array, rank: number): boolean {
  for (let i = 0; i < rank; i++) {
    let sum = 0;
    for (let j = 0; j < rank; j++) {
      const entry = gram[i <= j ? i * rank + j : j * rank + i]!;
      sum += Math.abs(i === j ? entry - 1 : entry);
    }
    if (!(sum < 0.5)) return false;
  }
  return true;
}

/** The upper triangle of MᵀM becomes R, its diagonal 1/R_jj; answers the smallest R_jj. */
function factorise(gram: Float64Array, rank: number): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rank; i++) {
    let pivot = gram[i * rank + i]!;
    for (let k = 0; k < i; k++) pivot -= gram[k * rank + i]! * gram[k * rank + i]!;
    const diagonal = Math.sqrt(pivot);
    if (diagonal < smallest) smallest = diagonal;
    const inverse = 1 / diagonal;
    gram[i * rank + i] = inverse;
    for (let j = i + 1; j < rank; j++) {
      let entry = gram[i * rank + j]!;
      for (let k = 0; k < i; k++) entry -= gram[k * rank + i]! * gram[k * rank + j]!;
      gram[i * rank + j] = entry * inverse;
    }
  }
  return smallest;
}

function columnNorm(matrix: Float64Array, rank: number, column: number): number {
  let sum = 0;
  for (let at = column; at < matrix.length; at += rank) sum += matrix[at]! * matrix[at]!;
  return Math.sqrt(sum);
}

/** Takes from one column its part along another, a unit vector. */
function subtractProjection(matrix: Float64Array, rank: number, column: number, along: number): void {
  let product = 0;
  for (let at = 0; at < matrix.length; at += rank) product += matrix[at + column]! * matrix[at + along]!;
  for (let at = 0; at < matrix.length; at += rank) matrix[at + column]! -= product * matrix[at + along]!;
}

/** x min(1, bound/‖x‖), in place. */
export function projectOntoBall(x: Float64Array, bound: number): Float64Array {
  let square = 0;
  for (let i = 0; i < x.length; i++) square += x[i]! * x[i]!;
  if (square <= bound * bound) return x;
  const factor = bound / Math.sqrt(square);
  for (let i = 0; i < x.length; i++) x[i]! *= factor;
  return x;
}
