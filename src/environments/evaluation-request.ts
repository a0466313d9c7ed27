// What an evaluation of a policy is asked for, and the rewards the policy earns.
import type { MarkovModel, PolicyTable } from "./environment.ts";

/** One policy to evaluate: V^π(s) = E[ Σ_t γ^t ( r − τ log π ) ], with temperature τ ≥ 0. */
export interface EvaluationRequest {
  readonly model: MarkovModel;
  readonly policy: PolicyTable;
  readonly temperature: number;
}

/** Where the answer goes: Q at s·A + a, which has no entropy at its own step; V where it is wanted. */
export interface EvaluationResult {
  readonly q: Float64Array;
  readonly v?: Float64Array | undefined;
}

/**
 * Σ_a π(a|s) ( r(s,a) − τ log π(a|s) ), with 0 log 0 = 0, for every state s, written to
 * `out[stride · places[s] + lane]`.
 */
export function policyRewards(
  { model, policy, temperature }: EvaluationRequest,
  places: Int32Array,
  stride: number,
  lane: number,
  out: Float64Array,
): void {
  const { reward, actions } = model;
  const { probabilities, log } = policy;
  const plain = temperature === 0;
  for (let s = 0, row = 0; s < places.length; s++) {
    let sum = 0;
    const end = row + actions;
    if (plain) for (; row < end; row++) sum += probabilities[row]! * reward[row]!;
    for (; row < end; row++) {
      const p = probabilities[row]!;
      if (p > 0) sum += p * (reward[row]! - temperature * log[row]!);
    }
    out[stride * places[s]! + lane] = sum;
  }
}
