// Spectra of small dense matrices, by ml-matrix; matrices are square, row-major, `size`² numbers.
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import type { LinearOperator } from "./linear-operator.ts";

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** The matrix of an operator, from its products with the unit vectors. */
export function denseOf(
  operator: Pick<LinearOperator, "size" | "apply">,
  product: (x: Float64Array, out: Float64Array) => void = operator.apply,
): Float64Array {
  const { size } = operator;
  const dense = new Float64Array(size * size);
  const unit = new Float64Array(size);
  const column = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    unit[j] = 1;
    product(unit, column);
    unit[j] = 0;
    for (let i = 0; i < size; i++) dense[i * size + j] = column[i];
  }
  return dense;
}

/** Eigenvalues of the symmetric part of `dense`, ascending. */
export function symmetricEigenvalues(dense: Float64Array, size: number): Float64Array {
  const matrix = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) matrix.set(i, j, (dense[i * size + j] + dense[j * size + i]) / 2);
  }
  const { realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return Float64Array.from(realEigenvalues).sort();
}

/**
 * Eigenvalues of a normal matrix, by descending modulus. For a matrix that is not normal they may be wrong
 * by the root of the rounding unit: do not ask. Undefined where they fail Σ|λ|² = ‖A‖_F², which holds for
 * normal matrices only.
 */
export function normalEigenvalues(dense: Float64Array, size: number): Complex[] | undefined {
  const decomposition = new EigenvalueDecomposition(toMatrix(dense, size));
  const imaginary = decomposition.imaginaryEigenvalues;
  const values = decomposition.realEigenvalues.map((re, k) => ({ re, im: imaginary[k] }));
  const energy = values.reduce((sum, { re, im }) => sum + re * re + im * im, 0);
  const frobenius = dense.reduce((sum, entry) => sum + entry * entry, 0);
  if (!(Math.abs(energy - frobenius) <= 1e-9 * frobenius)) return undefined;
  return values.sort((a, b) => modulus(b) - modulus(a) || b.re - a.re || b.im - a.im);
}

/** Singular values, descending. */
export function singularValues(dense: Float64Array, size: number): Float64Array {
  const { diagonal } = new SingularValueDecomposition(toMatrix(dense, size), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  });
  return Float64Array.from(diagonal).sort().reverse();
}

/** |z| */
export function modulus({ re, im }: Complex): number {
  return Math.sqrt(re * re + im * im);
}

function toMatrix(dense: Float64Array, size: number): Matrix {
  return Matrix.from1DArray(size, size, dense);
}
