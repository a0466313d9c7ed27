// A sparse matrix as an operator.
import type { LinearOperator } from "./linear-operator.ts";
import { multiply, type SparseMatrix } from "./sparse-matrix.ts";

/** The matrix as an operator; `transposed` is its transpose. */
export function sparseOperator(matrix: SparseMatrix, transposed: SparseMatrix): LinearOperator {
  return {
    size: matrix.size,
    work: matrix.values.length,
    apply: (x, out) => multiply(matrix, x, out),
    applyTransposed: (x, out) => multiply(transposed, x, out),
    difference: (x, out) => subtract(matrix, x, out),
    differenceTransposed: (x, out) => subtract(transposed, x, out),
  };
}

/** out = x − W x as Σ_j w_ij (x_i − x_j), which is exact in relative terms where rows sum to 1. */
function subtract(
  { size, offsets, columns, values }: SparseMatrix,
  x: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    const own = x[i];
    let sum = 0;
    for (let k = offsets[i]; k < offsets[i + 1]; k++) sum += values[k] * (own - x[columns[k]]);
    out[i] = sum;
  }
}
