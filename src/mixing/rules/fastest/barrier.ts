// Following the central path of the fastest symmetric mixing problem: minimise s with ‖I − L_w − J‖₂ ≤ s.
// S. Boyd, L. Vandenberghe, Convex Optimization (2004), section 11.3.
import { assert } from "../../../error.ts";
import { dualMatrix, gradient, newtonStep, type Point, pointAt, type Step } from "./newton.ts";
import type { EdgeList } from "./weighted-graph.ts";

/** Where the path was left: weights near the optimum and a matrix for the dual bound. */
export interface PathEnd {
  readonly weights: Float64Array;
  /**
   * Matrices for the dual bound from the last centres, each feasible to rounding: the later, the tighter but
   * for it.
   */
  readonly duals: readonly Float64Array[];
}

/** How much the parameter t grows from one centre to the next. */
const growth = 12;

/** Newton steps per centre before the next t is tried all the same. */
const patience = 40;

/**
 * Follows the central path from feasible weights until the duality gap 2(N − 1)/t is below `gap`.
 *
 * @param weights edge weights with ‖I − L_w − J‖₂ = `sigma`
 * @param gap wanted absolute accuracy of sigma, about 1e-10 at the least: beyond, rounding ends the path
 * early
 */
export function followPath(graph: EdgeList, weights: Float64Array, sigma: number, gap: number): PathEnd {
  const constraints = 2 * (graph.size - 1);
  const start = pointAt(graph, weights, sigma + Math.max(0.1 * sigma, 1e-3));
  assert(start !== undefined, "the starting weights are inside the constraints");
  let point = start;
  const duals: Float64Array[] = [];
  for (let t = constraints / sigma; ; t *= growth) {
    const last = constraints / t <= gap;
    const centre = centred(graph, point, t, last ? 1e-5 : 0.3);
    if (centre === undefined) break;
    point = centre.point;
    duals.push(dualMatrix(graph, point, centre.step));
    if (last) break;
  }
  assert(duals.length > 0, "the first centre exists");
  return { weights: point.weights, duals: duals.slice(-2) };
}

/**
 * A point whose Newton decrement at t is at most `nearness`, with the step there; undefined where rounding
 * forbids.
 */
function centred(graph: EdgeList, from: Point, t: number, nearness: number) {
  let point = from;
  let previous = Infinity;
  for (let count = 0; count < patience; count++) {
    const step = newtonStep(graph, point, t);
    if (step === undefined) return undefined;
    // Near the centre the decrement squares itself at each step, until rounding holds it up.
    const heldUp = step.decrement < 0.1 && step.decrement > previous / 2;
    if (step.decrement <= nearness || heldUp) return { point, step };
    previous = step.decrement;
    const next = advanced(graph, point, step, t);
    if (next === undefined) return undefined;
    point = next;
  }
  return undefined;
}

/** The point along the step where the barrier no longer falls steeply: a line search on the derivative. */
function advanced(graph: EdgeList, point: Point, step: Step, t: number): Point | undefined {
  const slope = step.decrement * step.decrement;
  for (let length = 1; length > 1e-6; length *= 0.6) {
    const weights = point.weights.map((w, e) => w + length * step.weights[e]!);
    const next = pointAt(graph, weights, point.bound + length * step.bound);
    if (next === undefined) continue;
    if (step.decrement < 0.25) return next;
    if (directional(gradient(graph, next, t), step) <= 0.3 * slope) return next;
  }
  return undefined;
}

function directional(slope: Float64Array, step: Step): number {
  let sum = slope[step.weights.length]! * step.bound;
  for (let e = 0; e < step.weights.length; e++) sum += slope[e]! * step.weights[e]!;
  return sum;
}
