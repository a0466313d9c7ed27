// Angles between subspaces, to full accuracy where they are small: 1 − cos² would stop at 1e-8.
import { symmetricEigenvalues } from "./dense-spectrum.ts";
import { gramOf, rejectFrom } from "./orthonormal.ts";

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
  const gram = gramOf(outside, rank, new Float64Array(rank * rank));
  let squares = 0;
  for (let j = 0; j < rank; j++) squares += gram[j * rank + j]!;
  const largest = symmetricEigenvalues(gram, rank).at(-1)!;
  return { sine: Math.sqrt(Math.min(1, Math.max(0, largest))), squares };
}
