// Models for tests of policy evaluation, and the definition of evaluation by dense arrays.

import type { Kernel, MarkovModel, PolicyTable } from "../../src/environments/environment.ts";
import { kernelOf } from "../../src/environments/kernel.ts";
import { markovModel } from "../../src/environments/markov-model.ts";
import { type Rng, uniformInt } from "../../src/math/random.ts";
import { policyFromLogits } from "../../src/policies/tabular-softmax.ts";
import { denseSolve } from "./dense-solve.ts";

/** A kernel with `successors` draws of a next state per state and action. */
export function randomKernel(rng: Rng, states: number, actions: number, successors: number): Kernel {
  return kernelOf(
    states,
    actions,
    () => {
      const weights = new Map<number, number>();
      for (let k = 0; k < successors; k++) weights.set(uniformInt(rng, states), 0.1 + rng.next());
      const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
      return [...weights].map(([next, weight]) => [next, weight / sum] as const);
    },
    "test",
  );
}

/** The same pattern with other probabilities. */
export function reweighted(rng: Rng, kernel: Kernel): Kernel {
  const probability = kernel.probability.map(() => 0.1 + rng.next());
  for (let row = 0; row < kernel.states * kernel.actions; row++) {
    let sum = 0;
    for (let k = kernel.offsets[row]!; k < kernel.offsets[row + 1]!; k++) sum += probability[k]!;
    for (let k = kernel.offsets[row]!; k < kernel.offsets[row + 1]!; k++) probability[k]! /= sum;
  }
  return { ...kernel, probability };
}

/** A model with random rewards in [0, 1] and a random initial distribution. */
export function randomModel(rng: Rng, kernel: Kernel, discount: number): MarkovModel {
  const reward = Float64Array.from({ length: kernel.states * kernel.actions }, () => rng.next());
  const weights = Float64Array.from({ length: kernel.states }, () => rng.next());
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return markovModel({ kernel, reward, discount, initial: weights.map((weight) => weight / sum) });
}

/** A policy with logits uniform in ±spread. */
export function randomPolicy(rng: Rng, { states, actions }: Kernel, spread = 3): PolicyTable {
  const logits = Float64Array.from({ length: states * actions }, () => (2 * rng.next() - 1) * spread);
  return policyFromLogits(logits, actions);
}

/** P_π as dense rows. */
export function densePolicyKernel({ kernel }: MarkovModel, { probabilities }: PolicyTable): number[][] {
  return Array.from({ length: kernel.states }, (_, s) => {
    const row = new Array<number>(kernel.states).fill(0);
    for (let a = 0; a < kernel.actions; a++) {
      const sa = s * kernel.actions + a;
      for (let k = kernel.offsets[sa]!; k < kernel.offsets[sa + 1]!; k++) {
        row[kernel.next[k]!]! += probabilities[sa]! * kernel.probability[k]!;
      }
    }
    return row;
  });
}

/** r_π = Σ_a π (r − τ log π), with 0 log 0 = 0. */
export function densePolicyReward(model: MarkovModel, policy: PolicyTable, temperature: number): number[] {
  const { states, actions } = model.kernel;
  return Array.from({ length: states }, (_, s) => {
    let sum = 0;
    for (let sa = s * actions; sa < (s + 1) * actions; sa++) {
      const p = policy.probabilities[sa]!;
      if (p === 0) continue;
      sum += p * (model.reward[sa]! - (temperature === 0 ? 0 : temperature * policy.log[sa]!));
    }
    return sum;
  });
}

/** V and Q by a dense pivoted solve of (I − γP_π) V = r_π. */
export function denseEvaluation(model: MarkovModel, policy: PolicyTable, temperature: number) {
  const { kernel, discount, reward } = model;
  const p = densePolicyKernel(model, policy);
  const matrix = p.map((row, i) => row.map((value, j) => Number(i === j) - discount * value));
  const v = denseSolve(matrix, densePolicyReward(model, policy, temperature));
  const q = Array.from(reward, (r, sa) => {
    let expected = 0;
    for (let k = kernel.offsets[sa]!; k < kernel.offsets[sa + 1]!; k++) {
      expected += kernel.probability[k]! * v[kernel.next[k]!]!;
    }
    return r + discount * expected;
  });
  return { v, q };
}
