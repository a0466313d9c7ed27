// E[δ φ(s_0)] under the stationary distribution μ of the agent's own known chain:
//
//   b + A z,  A = Φᵀ D (γᴸ Pᴸ − I) Φ,  b = Φᵀ D Σ_{l<L} γˡ Pˡ (r − η),  D = diag μ
import type { Kernel, MarkovModel } from "../../environments/environment.ts";
import { assert } from "../../error.ts";
import { applyDense } from "../../math/dense-product.ts";
import { stationaryDistribution } from "../../math/stationary-distribution.ts";
import { type Criterion, discountOf, featureTable, type Task } from "./task.ts";

/** The mean of L steps: direction and reward. */
export type Expectation = (
  task: Task,
  averageReward: number,
  weights: Float64Array,
  out: Float64Array,
) => { readonly direction: Float64Array; readonly reward: number };

/** A, b with η = 0, what η takes from b, and the stationary mean of the reward. */
export interface MeanField {
  readonly matrix: Float64Array;
  readonly offset: Float64Array;
  readonly perAverageReward: Float64Array;
  readonly reward: number;
}

/** The operators of a task's own model, made when they are first needed. */
export function meanFields(steps: number, criterion: Criterion): (task: Task) => MeanField {
  const known = new WeakMap<MarkovModel, MeanField>();
  return ({ model }) => {
    if (model === undefined) assert(false, "expected updates need known dynamics");
    const discount = discountOf(criterion, model);
    const field = known.get(model) ?? meanField(model, steps, discount);
    known.set(model, field);
    return field;
  };
}

/** The exact mean of δ φ(s_0) over L steps. */
export function expectation(steps: number, criterion: Criterion): Expectation {
  const fieldOf = meanFields(steps, criterion);
  return (task, averageReward, weights, out) => {
    const field = fieldOf(task);
    applyDense(field.matrix, weights.length, weights, out);
    for (let i = 0; i < out.length; i++) {
      out[i] += field.offset[i] - averageReward * field.perAverageReward[i];
    }
    return { direction: out, reward: field.reward };
  };
}

/** The operators of a model whose actions are uniform, discounted by γ ≤ 1. */
export function meanField(model: MarkovModel, steps: number, discount: number): MeanField {
  const { chain, reward } = uniformChain(model);
  const states = model.kernel.states;
  const distribution = stationaryDistribution(chain, states);
  if (distribution === undefined)
    assert(false, "`requireKnown` has looked for one stationary distribution");
  const table = featureTable(model);
  const dimension = table[0].length;
  // Columns of Φ, then the rewards and the ones, are carried through L steps together.
  const ahead: Float64Array[] = [
    ...Array.from({ length: dimension }, (_, i) => Float64Array.from(table, (row) => row[i])),
    new Float64Array(states),
    new Float64Array(states),
  ];
  const sums: Float64Array[] = [reward, new Float64Array(states).fill(1)];
  for (let l = 0; l < steps; l++) {
    for (const [k, source] of sums.entries()) add(ahead[dimension + k], source);
    for (let i = 0; i < dimension; i++) ahead[i] = stepped(chain, states, ahead[i], discount);
    for (const k of sums.keys()) sums[k] = stepped(chain, states, sums[k], discount);
  }
  const matrix = new Float64Array(dimension * dimension);
  const [offset, perAverageReward] = [new Float64Array(dimension), new Float64Array(dimension)];
  for (let state = 0; state < states; state++) {
    for (let i = 0; i < dimension; i++) {
      const weight = distribution[state] * table[state][i];
      offset[i] += weight * ahead[dimension][state];
      perAverageReward[i] += weight * ahead[dimension + 1][state];
      for (let j = 0; j < dimension; j++) {
        matrix[i * dimension + j] += weight * (ahead[j][state] - table[state][j]);
      }
    }
  }
  const mean = distribution.reduce((sum, weight, state) => sum + weight * reward[state], 0);
  return { matrix, offset, perAverageReward, reward: mean };
}

/**
 * Whether under uniform actions state 0 is reached from every state: then one stationary distribution is
 * the limit from everywhere, and `stationaryDistribution` finds it.
 */
export function hasOneStationary({ states, actions, offsets, next, probability }: Kernel): boolean {
  const leads = new Uint8Array(states).fill(1, 0, 1);
  for (let found = 1, before = 0; found > before; ) {
    before = found;
    for (let row = 0; row < states * actions; row++) {
      const state = Math.floor(row / actions);
      if (leads[state] === 1) continue;
      for (let k = offsets[row]; k < offsets[row + 1]; k++) {
        if (probability[k] > 0 && leads[next[k]] === 1) leads[state] = 1;
      }
      found += leads[state];
    }
  }
  return leads.every((lead) => lead === 1);
}

function uniformChain({ kernel, reward }: MarkovModel) {
  const { states, actions, offsets, next, probability } = kernel;
  const chain = new Float64Array(states * states);
  const mean = new Float64Array(states);
  for (let row = 0; row < states * actions; row++) {
    const state = Math.floor(row / actions);
    mean[state] += reward[row] / actions;
    for (let k = offsets[row]; k < offsets[row + 1]; k++) {
      chain[state * states + next[k]] += probability[k] / actions;
    }
  }
  return { chain, reward: mean };
}

function stepped(chain: Float64Array, states: number, x: Float64Array, discount: number): Float64Array {
  const out = new Float64Array(states);
  applyDense(chain, states, x, out);
  for (let i = 0; i < states; i++) out[i] *= discount;
  return out;
}

function add(sum: Float64Array, x: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += x[i];
}
