// An oracle for sigma that shares nothing with the sources.
import { Matrix, SingularValueDecomposition } from "ml-matrix";

/** ‖W − 11ᵀ/N‖₂ by a dense singular value decomposition. */
export function sigma(w: readonly (readonly number[])[]): number {
  const centred = w.map((row) => row.map((x) => x - 1 / w.length));
  return new SingularValueDecomposition(new Matrix(centred)).diagonal[0]!;
}
