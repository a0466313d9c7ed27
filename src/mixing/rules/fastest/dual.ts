// Lower bounds on sigma that hold for every symmetric W with the graph's support and rows that sum to 1.
import type { EdgeList } from "./weighted-graph.ts";
import { eigen, laplacianOf } from "./weighted-graph.ts";

/**
 * For any symmetric Z with Z 1 = 0 and any feasible W with ‖W − J‖₂ ≤ s: s ‖Z‖_* ≥ ⟨Z, W − J⟩ = tr Z − Σ_e
 * w_e b_eᵀ Z b_e, and |w_e| ≤ s + 1/N for the off-diagonal entries of W. Hence sigma* ≥ (tr Z − (s + 1/N)
 * Σ_e |b_eᵀ Z b_e|) / ‖Z‖_*: a bound whatever Z is, tight for the Z of the optimum (L. Xiao, S. Boyd, Fast
 * linear iterations for distributed averaging, 2004, the dual of problem (17)).
 *
 * @param z size × size, row-major; its part along 1 is removed here
 * @param sigma the norm of a W at hand: the optimum has none above
 * @returns a lower bound on the least norm, from 0 to `sigma`
 */
export function dualBound(graph: EdgeList, z: Float64Array, sigma: number): number {
  const { size, tails, heads } = graph;
  const centred = doublyCentred(z, size);
  const residual = (e: number) => quadratic(centred, size, tails[e]!, heads[e]!);
  const corrected = centred.slice();
  // One Jacobi sweep on b_eᵀ Z b_e = 0; what is left is paid for below.
  const pull = laplacianOf(
    graph,
    Float64Array.from(tails, (_, e) => residual(e) / 4),
  );
  for (let k = 0; k < corrected.length; k++) corrected[k]! -= pull[k]!;
  const best = Math.max(0, bound(graph, centred, sigma), bound(graph, corrected, sigma));
  // Rounding can lift the bound of an optimum above it by an ulp; a lower bound may always be lowered.
  return Math.min(best, sigma);
}

function bound({ size, tails, heads }: EdgeList, z: Float64Array, sigma: number): number {
  const nuclear = eigen(z, size).values.reduce((sum, value) => sum + Math.abs(value), 0);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += z[i * size + i]!;
  let infeasible = 0;
  for (let e = 0; e < tails.length; e++) infeasible += Math.abs(quadratic(z, size, tails[e]!, heads[e]!));
  return nuclear > 0 ? (trace - (sigma + 1 / size) * infeasible) / nuclear : 0;
}

/** b_eᵀ Z b_e for the edge {i, j}. */
export function quadratic(z: Float64Array, size: number, i: number, j: number): number {
  return z[i * size + i]! + z[j * size + j]! - z[i * size + j]! - z[j * size + i]!;
}

function doublyCentred(z: Float64Array, size: number): Float64Array {
  const means = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) means[i]! += (z[i * size + j]! + z[j * size + i]!) / (2 * size);
  }
  const mean = means.reduce((sum, x) => sum + x, 0) / size;
  return z.map((_, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    return (z[i * size + j]! + z[j * size + i]!) / 2 - means[i]! - means[j]! + mean;
  });
}
