// A connected undirected graph with a weight per edge, and the spectrum of the W that it stands for.
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** The edges {tails[e], heads[e]} of a connected graph on 0 … size − 1. */
export interface EdgeList {
  readonly size: number;
  readonly tails: Int32Array;
  readonly heads: Int32Array;
}

/** The Laplacian Σ_e w_e b_e b_eᵀ, b_e = the difference of two unit vectors: size × size, row-major. */
export function laplacianOf({ size, tails, heads }: EdgeList, weights: ArrayLike<number>): Float64Array {
  const laplacian = new Float64Array(size * size);
  for (let e = 0; e < tails.length; e++) {
    const [i, j, w] = [tails[e]!, heads[e]!, weights[e]!];
    laplacian[i * size + i]! += w;
    laplacian[j * size + j]! += w;
    laplacian[i * size + j]! -= w;
    laplacian[j * size + i]! -= w;
  }
  return laplacian;
}

/** Eigenvalues, ascending, and orthonormal eigenvectors as columns of a symmetric row-major matrix. */
export function eigen(matrix: Float64Array, size: number): { values: number[]; vectors: Matrix } {
  const decomposition = new EigenvalueDecomposition(Matrix.from1DArray(size, size, matrix), {
    assumeSymmetric: true,
  });
  return { values: decomposition.realEigenvalues, vectors: decomposition.eigenvectorMatrix };
}

/** ‖I − L − J‖₂ where `values` are the ascending eigenvalues of L, the zero of the vector 1 among them. */
export function sigmaOf(values: readonly number[]): number {
  const nonZero = withoutKernel(values);
  return nonZero.reduce((sigma, mu) => Math.max(sigma, Math.abs(1 - mu)), 0);
}

/**
 * The factor by which to scale edge weights for the least ‖I − L − J‖₂: 2/(mu_2 + mu_N), as far as both ends
 * are positive.
 */
export function bestScale(values: readonly number[]): number {
  const nonZero = withoutKernel(values);
  const ends = Math.min(...nonZero) + Math.max(...nonZero);
  return ends > 0 ? 2 / ends : 1;
}

// One eigenvalue is that of the vector 1, whose value is zero by construction.
function withoutKernel(values: readonly number[]): number[] {
  let kernel = 0;
  values.forEach((mu, k) => {
    if (Math.abs(mu) < Math.abs(values[kernel]!)) kernel = k;
  });
  return values.filter((_, k) => k !== kernel);
}
