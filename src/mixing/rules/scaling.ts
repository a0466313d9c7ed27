// Doubly stochastic scaling of a support: x and y > 0 with W = diag(x) A diag(y), A the 0-1 matrix of a
// digraph and all self-loops. R. Sinkhorn, P. Knopp, Concerning nonnegative matrices and doubly stochastic
// matrices (1967); the Newton step on the row sums between sweeps after P. Knight, D. Ruiz, A fast algorithm
// for matrix balancing (2013).

import { exp } from "../../math/exponential.ts";

/** Who hears whom at one step, both ways, each agent itself included. */
export interface Support {
  readonly rows: readonly ArrayLike<number>[];
  readonly columns: readonly ArrayLike<number>[];
}

/**
 * Factors of W = diag(x) A diag(y), and how far its row sums are from 1 (its column sums are 1 to rounding).
 */
export interface Scaling {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly rowError: number;
  /** Row sums minus 1. */
  readonly excess: Float64Array;
}

/**
 * Scales until every row sum is within `tolerance` of 1 or `rounds` sweeps, each with its Newton step, are
 * done.
 */
export function scaleToDoublyStochastic(support: Support, tolerance: number, rounds: number): Scaling {
  let scaling = swept(support, new Float64Array(support.rows.length).fill(1));
  for (let round = 0; round < rounds && scaling.rowError > tolerance; round++) {
    const plain = swept(support, reciprocal(sums(support.rows, scaling.y)));
    scaling = plain.rowError > tolerance ? leapt(support, plain) : plain;
  }
  return scaling;
}

/**
 * The scaling along Newton's direction d, log x moved by a multiple of d: the row factors minimise the
 * convex Σ_j log (xᵀA)_j − Σ_i log x_i, whose derivative along d is Σ_i (r_i − 1) d_i, r the row sums. The
 * search ends where that no longer says "uphill"; it works on the derivative, as it is accurate near the
 * solution.
 */
function leapt(support: Support, from: Scaling): Scaling {
  const direction = newtonDirection(support, from);
  const slope = dot(from.excess, direction);
  for (let length = 1; length > 1e-3; length /= 2) {
    const next = swept(
      support,
      from.x.map((factor, i) => factor * exp(length * direction[i]!)),
    );
    if (dot(next.excess, direction) <= -0.5 * slope) return next;
  }
  return from;
}

/** Columns scaled to sum to 1 for given row factors. */
function swept({ rows, columns }: Support, x: Float64Array): Scaling {
  const y = reciprocal(sums(columns, x));
  const excess = sums(rows, y).map((sum, i) => sum * x[i]! - 1);
  const rowError = excess.reduce((worst, x) => Math.max(worst, Math.abs(x)), 0);
  return { x, y, rowError, excess };
}

/**
 * Newton's direction for log x with the columns eliminated: (diag(r) − W Wᵀ) d = 1 − r, r the row sums; by
 * conjugate gradients, as the matrix is positive semidefinite and the system consistent.
 */
function newtonDirection({ rows, columns }: Support, { x, y, excess }: Scaling): Float64Array {
  const times = (a: Float64Array): Float64Array => {
    const back = sums(columns, product(x, a)).map((sum, j) => sum * y[j]! * y[j]!);
    return sums(rows, back).map((sum, i) => (1 + excess[i]!) * a[i]! - x[i]! * sum);
  };
  return conjugateGradients(
    times,
    excess.map((rest) => -rest),
  );
}

/** An approximate solution of a consistent positive semidefinite system, to 1e-3 of the right side. */
function conjugateGradients(times: (a: Float64Array) => Float64Array, right: Float64Array): Float64Array {
  const solution = new Float64Array(right.length);
  const residual = right.slice();
  const direction = right.slice();
  let squared = dot(residual, residual);
  const goal = 1e-6 * squared;
  for (let count = 0; squared > goal && count < 2 * right.length; count++) {
    const image = times(direction);
    const curvature = dot(direction, image);
    if (!(curvature > 0)) break;
    const length = squared / curvature;
    for (let i = 0; i < right.length; i++) {
      solution[i]! += length * direction[i]!;
      residual[i]! -= length * image[i]!;
    }
    const next = dot(residual, residual);
    for (let i = 0; i < right.length; i++) {
      direction[i] = residual[i]! + (next / squared) * direction[i]!;
    }
    squared = next;
  }
  return solution;
}

function sums(lists: readonly ArrayLike<number>[], values: Float64Array): Float64Array {
  const result = new Float64Array(lists.length);
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i]!;
    let sum = 0;
    for (let k = 0; k < list.length; k++) sum += values[list[k]!]!;
    result[i] = sum;
  }
  return result;
}

function product(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((factor, i) => factor * y[i]!);
}

function reciprocal(x: Float64Array): Float64Array {
  return x.map((factor) => 1 / factor);
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
