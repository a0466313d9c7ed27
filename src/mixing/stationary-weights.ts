// The weights π with πᵀW = πᵀ, Σπ = 1: how much each agent counts in the limit 1πᵀ of a row-stochastic W.
import { LuDecomposition, Matrix } from "ml-matrix";
import { denseOf } from "../math/dense-spectrum.ts";
import type { LinearOperator } from "../math/linear-operator.ts";
import type { SparseMatrix } from "../math/sparse-matrix.ts";
import type { MixingWindow } from "./window.ts";

/** Stationary weights and whether π_i w_ij = π_j w_ji, which makes the spectrum real. */
export interface StationaryWeights {
  readonly weights: Float64Array;
  readonly reversible: boolean;
  /** Largest entry of |πᵀW − πᵀ|. */
  readonly residual: number;
}

/** Largest N that is eliminated densely. */
const DENSE_LIMIT = 1000;

/** Relative difference of π_i w_ij and π_j w_ji that is rounding. */
const BALANCE_TOLERANCE = 1e-10;

/**
 * Stationary weights of the window of a row-stochastic, strongly connected mixing: from detailed balance
 * along a spanning tree where it holds; by elimination without subtractions (Grassmann, Taksar, Heyman),
 * which keeps every entry's relative accuracy, up to N = 1,000; by powers of (I + W)/2 beyond.
 */
export function stationaryWeightsOf(window: MixingWindow, nonNegative: boolean): StationaryWeights {
  const { operator, agents, steps } = window;
  const only = steps.length === 1 ? steps[0] : undefined;
  const balanced =
    only?.kind === "sparse" && nonNegative ? detailedBalance(only.matrix, only.transposed) : undefined;
  const weights =
    balanced ??
    (agents > DENSE_LIMIT
      ? byPowers(operator)
      : nonNegative
        ? byElimination(denseOf(operator), agents)
        : bySolving(denseOf(operator), agents));
  return { weights, reversible: balanced !== undefined, residual: residualOf(operator, weights) };
}

/** π from π_j = π_i w_ij / w_ji along a spanning tree, or undefined where the balance fails on any edge. */
function detailedBalance(matrix: SparseMatrix, transposed: SparseMatrix): Float64Array | undefined {
  const { size, offsets, columns, values } = matrix;
  const backward = valuesAcross(matrix, transposed);
  if (backward === undefined) return undefined;
  const weights = new Float64Array(size);
  weights[0] = 1;
  const queue = [0];
  for (let at = 0; at < queue.length; at++) {
    const i = queue[at];
    for (let k = offsets[i]; k < offsets[i + 1]; k++) {
      const j = columns[k];
      const flow = weights[i] * values[k];
      if (weights[j] === 0) {
        weights[j] = flow / backward[k];
        queue.push(j);
      }
      const difference = Math.abs(flow - weights[j] * backward[k]);
      if (!(difference <= BALANCE_TOLERANCE * flow)) return undefined;
    }
  }
  return normalised(weights);
}

/** w_ji beside every stored w_ij, or undefined where one of the two is missing. */
function valuesAcross(matrix: SparseMatrix, transposed: SparseMatrix): Float64Array | undefined {
  const samePattern =
    matrix.columns.length === transposed.columns.length &&
    matrix.columns.every((column, k) => column === transposed.columns[k]) &&
    matrix.offsets.every((offset, i) => offset === transposed.offsets[i]);
  return samePattern ? transposed.values : undefined;
}

function byElimination(dense: Float64Array, size: number): Float64Array {
  for (let n = size - 1; n > 0; n--) {
    let out = 0;
    for (let j = 0; j < n; j++) out += dense[n * size + j];
    for (let i = 0; i < n; i++) {
      const share = (dense[i * size + n] /= out);
      if (share === 0) continue;
      for (let j = 0; j < n; j++) dense[i * size + j] += share * dense[n * size + j];
    }
  }
  const weights = new Float64Array(size);
  weights[0] = 1;
  for (let n = 1; n < size; n++) {
    for (let i = 0; i < n; i++) weights[n] += weights[i] * dense[i * size + n];
  }
  return normalised(weights);
}

/** Signed weights: πᵀ(I − W + 11ᵀ/N) = 1ᵀ/N, which is regular where the eigenvalue 1 is simple. */
function bySolving(dense: Float64Array, size: number): Float64Array {
  const system = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      system.set(j, i, (i === j ? 1 : 0) - dense[i * size + j] + 1 / size);
    }
  }
  const solution = new LuDecomposition(system).solve(Matrix.ones(size, 1).div(size));
  return normalised(Float64Array.from(solution.to1DArray()));
}

function byPowers(operator: LinearOperator): Float64Array {
  const { size } = operator;
  let weights: Float64Array = new Float64Array(size).fill(1 / size);
  let next: Float64Array = new Float64Array(size);
  const limit = Math.max(200, Math.min(20_000, Math.floor(2e9 / operator.work)));
  for (let step = 0; step < limit; step++) {
    operator.applyTransposed(weights, next);
    let change = 0;
    for (let i = 0; i < size; i++) {
      next[i] = (next[i] + weights[i]) / 2;
      change = Math.max(change, Math.abs(next[i] - weights[i]));
    }
    [weights, next] = [next, weights];
    if (change <= 1e-16 / Math.sqrt(size)) break;
  }
  return normalised(weights);
}

function residualOf(operator: LinearOperator, weights: Float64Array): number {
  const image = new Float64Array(weights.length);
  operator.applyTransposed(weights, image);
  return image.reduce((most, entry, i) => Math.max(most, Math.abs(entry - weights[i])), 0);
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
