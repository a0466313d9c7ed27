// Angles between subspaces, to full accuracy where they are small: 1 − cos² would stop at 1e-8.
import { symmetricEigenvalues } from "./dense-spectrum.ts";
import { rejectFrom } from "./orthonormal.ts";

/** How a subspace lies to another of the same dimension. */
export interface Angles {
  /** sin of the largest principal angle, ‖(I − B* B*ᵀ) B‖₂, in [0, 1]. */
  readonly sine: number;
  /** Σ sin² of all principal angles, ‖(I − B* B*ᵀ) B‖_F². */
  readonly squares: number;
}

/** The principal angles between the ranges of two orthonormal matrices, d × r, row by row. */
export function anglesBetween(basis: Float64Array, reference: Float64Array, rank: number): Angles {
  const outside = basis.slice();
  const dimension = basis.length / rank;
  const [column, scratch] = [new Float64Array(dimension), new Float64Array(rank)];
  for (let j = 0; j < rank; j++) {
    for (let i = 0; i < dimension; i++) column[i] = outside[i * rank + j]!;
    rejectFrom(reference, column, scratch);
    for (let i = 0; i < dimension; i++) outside[i * rank + j] = column[i]!;
  }
  const gram = columnProducts(outside, rank);
  let squares = 0;
  for (let j = 0; j < rank; j++) squares += gram[j * rank + j]!;
  const largest = symmetricEigenvalues(gram, rank).at(-1)!;
  return { sine: Math.sqrt(Math.max(0, largest)), squares };
}

/** MᵀM of M, d × r: r × r. */
export function columnProducts(matrix: Float64Array, rank: number): Float64Array {
  const gram = new Float64Array(rank * rank);
  for (let at = 0; at < matrix.length; at += rank) {
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j < rank; j++) gram[i * rank + j]! += matrix[at + i]! * matrix[at + j]!;
    }
  }
  return gram;
}
