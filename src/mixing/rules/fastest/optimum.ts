// The fastest symmetric mixing of one connected graph: the best closed rule, proved optimal or improved.
import type { Matrix } from "ml-matrix";
import { followPath } from "./barrier.ts";
import { dualBound } from "./dual.ts";
import { bestScale, type EdgeList, eigen, laplacianOf, sigmaOf } from "./weighted-graph.ts";

/** Edge weights with a proof of how good they are. */
export interface Optimum {
  readonly weights: Float64Array;
  /** ‖W − J‖₂ of these weights. */
  readonly sigma: number;
  /** No symmetric W on this graph has a smaller norm than this. */
  readonly dualBound: number;
}

/** The gap between sigma and its bound that counts as optimal. */
export const optimalGap = 1e-9;

/** Edge weights of W = I − L_w as a scale of other weights, with the norm that they reach. */
interface Candidate {
  readonly weights: Float64Array;
  readonly sigma: number;
}

/**
 * Starts from the better of best-constant and optimally scaled metropolis weights, which together are at
 * least as good as metropolis, lazy-metropolis, max-degree, laplacian and any laziness of theirs, and never
 * returns a larger sigma.
 *
 * @param solvable asked before the general method starts, which costs O(edges³) per step; may throw
 */
export function fastestWeights(graph: EdgeList, solvable: () => void): Optimum {
  const constant = new Float64Array(graph.tails.length).fill(1);
  const { values, vectors } = eigen(laplacianOf(graph, constant), graph.size);
  const bestConstant = scaled(constant, values);
  const bound = dualBound(graph, balancedEnds(values, vectors, graph.size), bestConstant.sigma);
  // On edge-transitive graphs one weight for all edges is optimal, and the ends of its spectrum prove it.
  if (bestConstant.sigma - bound <= optimalGap) return { ...bestConstant, dualBound: bound };
  solvable();
  const start = better(bestConstant, rescaled(graph, metropolisWeights(graph)));
  const end = followPath(graph, start.weights, start.sigma, optimalGap / 8);
  const best = better(start, rescaled(graph, end.weights));
  return {
    ...best,
    dualBound: Math.max(...end.duals.map((dual) => dualBound(graph, dual, best.sigma))),
  };
}

function better(a: Candidate, b: Candidate): Candidate {
  return b.sigma < a.sigma ? b : a;
}

function rescaled(graph: EdgeList, weights: Float64Array): Candidate {
  return scaled(weights, eigen(laplacianOf(graph, weights), graph.size).values);
}

function scaled(weights: Float64Array, values: readonly number[]): Candidate {
  const scale = bestScale(values);
  return { weights: weights.map((w) => scale * w), sigma: sigmaOf(values.map((mu) => scale * mu)) };
}

function metropolisWeights({ size, tails, heads }: EdgeList): Float64Array {
  const degrees = new Int32Array(size);
  for (const ends of [tails, heads]) for (const agent of ends) degrees[agent]!++;
  return Float64Array.from(tails, (i, e) => 1 / (1 + Math.max(degrees[i]!, degrees[heads[e]!]!)));
}

/**
 * Z = a P₂ − b P_N from the projectors on the eigenspaces of mu_2 and mu_N, with a, b such that ⟨L, Z⟩ = 0:
 * where all edges are alike, b_eᵀ Z b_e is then 0 for each.
 */
function balancedEnds(values: readonly number[], vectors: Matrix, size: number): Float64Array {
  const [smallest, largest] = [values[1]!, values[size - 1]!];
  const near = (mu: number, end: number) => Math.abs(mu - end) <= 1e-9 * largest;
  const low = values.flatMap((mu, k) => (k > 0 && near(mu, smallest) ? [k] : []));
  const high = values.flatMap((mu, k) => (k > 0 && near(mu, largest) ? [k] : []));
  const a = largest / (low.length * (smallest + largest));
  const b = smallest / (high.length * (smallest + largest));
  const z = new Float64Array(size * size);
  const add = (columns: readonly number[], factor: number) => {
    for (const k of columns) {
      const v = vectors.getColumn(k);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) z[i * size + j]! += factor * v[i]! * v[j]!;
      }
    }
  };
  add(low, a);
  add(high, -b);
  return z;
}
