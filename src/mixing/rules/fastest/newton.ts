// One Newton step on the logarithmic barrier t s − log det X₁ − log det X₂ over edge weights w and a bound
// s, with X₁ = sI + (W − J) negated, X₁ = (s − 1)I + L_w + J ⪰ 0 and X₂ = (s + 1)I − L_w − J ⪰ 0, W = I −
// L_w, on the complement of the vector 1, where both say ‖W − J‖₂ ≤ s.
import { factor, inverse, solve } from "./cholesky.ts";
import { type EdgeList, laplacianOf } from "./weighted-graph.ts";

/** A point strictly inside the constraints. */
export interface Point {
  readonly weights: Float64Array;
  /** s, above ‖I − L_w − J‖₂. */
  readonly bound: number;
  /** P = X₁⁻¹ and Q = X₂⁻¹, size × size, row-major; both have 1 as eigenvector, with eigenvalue 1/s. */
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/** A direction from a point. */
export interface Step {
  readonly weights: Float64Array;
  readonly bound: number;
  /** λ with λ² = dᵀ H d: how far the point is from the minimum, in the metric of the barrier. */
  readonly decrement: number;
}

/** The point at (w, s), or undefined where it is outside. */
export function pointAt(graph: EdgeList, weights: Float64Array, bound: number): Point | undefined {
  const { size } = graph;
  const laplacian = laplacianOf(graph, weights);
  const first = laplacian.map((x) => x + 1 / size);
  const second = laplacian.map((x) => -x - 1 / size);
  for (let i = 0; i < size; i++) {
    first[i * size + i]! += bound - 1;
    second[i * size + i]! += bound + 1;
  }
  if (!factor(first, size) || !factor(second, size)) return undefined;
  return { weights, bound, above: inverse(first, size), below: inverse(second, size) };
}

/** Gradient of the barrier at t: by the weights in order, then by s. */
export function gradient(graph: EdgeList, { above, below, bound }: Point, t: number): Float64Array {
  const { size, tails, heads } = graph;
  const result = new Float64Array(tails.length + 1);
  for (let e = 0; e < tails.length; e++) {
    const [i, j] = [tails[e]!, heads[e]!];
    const [ii, jj, ij] = [i * size + i, j * size + j, i * size + j];
    result[e] = below[ii]! + below[jj]! - 2 * below[ij]! - (above[ii]! + above[jj]! - 2 * above[ij]!);
  }
  // 2/s takes out the share of the vector 1, which is no constraint.
  result[tails.length] = t - trace(above, size) - trace(below, size) + 2 / bound;
  return result;
}

/** The Newton direction at t; undefined where the Hessian is not positive definite to rounding. */
export function newtonStep(graph: EdgeList, point: Point, t: number): Step | undefined {
  const edges = graph.tails.length;
  const hessian = factoredHessian(graph, point);
  const slope = gradient(graph, point, t);
  if (hessian === undefined) return undefined;
  const direction = slope.map((x) => -x);
  solve(hessian, edges + 1, direction);
  let squared = 0;
  for (let e = 0; e <= edges; e++) squared -= slope[e]! * direction[e]!;
  return {
    weights: direction.subarray(0, edges),
    bound: direction[edges]!,
    decrement: Math.sqrt(Math.max(squared, 0)),
  };
}

/**
 * The Hessian's factor; where rounding made it indefinite, with its diagonal raised by 1e-14 … 1e-10 of
 * itself.
 */
function factoredHessian(graph: EdgeList, point: Point): Float64Array | undefined {
  const order = graph.tails.length + 1;
  for (const raise of [0, 1e-14, 1e-12, 1e-10]) {
    const hessian = hessianOf(graph, point);
    for (let e = 0; e < order; e++) hessian[e * order + e]! *= 1 + raise;
    if (factor(hessian, order)) return hessian;
  }
  return undefined;
}

/**
 * Lower triangle of the Hessian: (b_eᵀ P b_f)² + (b_eᵀ Q b_f)² for edges, b_eᵀ(P² − Q²)b_e and tr P² + tr Q²
 * for s.
 */
function hessianOf(graph: EdgeList, { above, below, bound }: Point): Float64Array {
  const { size, tails, heads } = graph;
  const order = tails.length + 1;
  const hessian = new Float64Array(order * order);
  const p = new Float64Array(size);
  const q = new Float64Array(size);
  for (let e = 0; e < tails.length; e++) {
    const [i, j] = [tails[e]! * size, heads[e]! * size];
    let cross = 0;
    for (let k = 0; k < size; k++) {
      p[k] = above[i + k]! - above[j + k]!;
      q[k] = below[i + k]! - below[j + k]!;
      cross += p[k]! * p[k]! - q[k]! * q[k]!;
    }
    for (let f = 0; f <= e; f++) {
      const x = p[tails[f]!]! - p[heads[f]!]!;
      const y = q[tails[f]!]! - q[heads[f]!]!;
      hessian[e * order + f] = x * x + y * y;
    }
    hessian[(order - 1) * order + e] = cross;
  }
  let squares = -2 / (bound * bound);
  for (let k = 0; k < above.length; k++) squares += above[k]! * above[k]! + below[k]! * below[k]!;
  hessian[order * order - 1] = squares;
  return hessian;
}

/**
 * Z = Z₁ − Z₂ with Z₁ = P − P dX₁ P and Z₂ = Q − Q dX₂ Q: the Newton equations make it feasible for the
 * dual, to the rounding of their solution, whether or not the point is central.
 */
export function dualMatrix(graph: EdgeList, point: Point, step: Step): Float64Array {
  const { size } = graph;
  const change = laplacianOf(graph, step.weights);
  const first = change.slice();
  const second = change.map((x) => -x);
  for (let i = 0; i < size; i++) {
    first[i * size + i]! += step.bound;
    second[i * size + i]! += step.bound;
  }
  const upper = sandwich(point.above, first, size);
  const lower = sandwich(point.below, second, size);
  return upper.map((x, k) => point.above[k]! - x - (point.below[k]! - lower[k]!));
}

function sandwich(outer: Float64Array, inner: Float64Array, n: number): Float64Array {
  return product(product(outer, inner, n), outer, n);
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k]!;
      for (let j = 0; j < n; j++) result[i * n + j]! += x * b[k * n + j]!;
    }
  }
  return result;
}

function trace(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i * n + i]!;
  return sum;
}
