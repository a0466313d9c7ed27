// The exact gradient of a policy's value in its own logits.
import type { MarkovModel, PolicyTable } from "./environment.ts";
import { startValue } from "./optimum.ts";
import { evaluatePolicy } from "./policy-evaluation.ts";
import { visitation } from "./visitation.ts";

/** J(π) = Σ_s ρ(s) V^π(s), and what logits do to it. */
export interface PolicyGradient {
  readonly value: number;
  /** ∂J/∂logit(s, a) = d(s) π(a|s) (Q(s, a) − V(s)) / (1 − γ) at index s·A + a. */
  readonly gradient: Float64Array;
}

/** Value and gradient of a tabular softmax policy, by the policy gradient theorem. */
export function policyGradient(model: MarkovModel, policy: PolicyTable): PolicyGradient {
  const { v, q } = evaluatePolicy(model, policy, 0);
  const weights = visitation(model, policy);
  const { actions, discount } = model;
  const gradient = policy.probabilities.map((probability, row) => {
    const state = Math.floor(row / actions);
    return (weights[state] * probability * (q[row] - v[state])) / (1 - discount);
  });
  return { value: startValue(model, v), gradient };
}
