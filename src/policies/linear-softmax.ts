// Softmax policies on features: π(a|s) ∝ exp(θ_a · ψ(s)), θ row by row, A × p numbers.
import type { PolicyTable } from "../environments/environment.ts";
import { exp } from "../math/exponential.ts";
import type { Rng } from "../math/random.ts";
import { policyFromLogits } from "./tabular-softmax.ts";

/** Writes π(·|s) to `out`, A numbers. */
export function actionProbabilities(
  theta: Float64Array,
  features: Float64Array,
  out: Float64Array,
): Float64Array {
  const width = features.length;
  let top = Number.NEGATIVE_INFINITY;
  for (let a = 0, at = 0; a < out.length; a++) {
    let logit = 0;
    for (let i = 0; i < width; i++) logit += theta[at++] * features[i];
    out[a] = logit;
    if (logit > top) top = logit;
  }
  let sum = 0;
  for (let a = 0; a < out.length; a++) sum += out[a] = exp(out[a] - top);
  for (let a = 0; a < out.length; a++) out[a] /= sum;
  return out;
}

/** Draws an action by one uniform number; what rounding leaves over goes to the last. */
export function drawAction(probabilities: Float64Array, rng: Rng): number {
  let rest = rng.next();
  const last = probabilities.length - 1;
  for (let a = 0; a < last; a++) {
    rest -= probabilities[a];
    if (rest < 0) return a;
  }
  return last;
}

/** Adds scale ∇_θ log π(action|s) to `out`, A × p. */
export function addScore(
  out: Float64Array,
  probabilities: Float64Array,
  features: Float64Array,
  action: number,
  scale: number,
): void {
  for (let a = 0, at = 0; a < probabilities.length; a++) {
    const factor = scale * ((a === action ? 1 : 0) - probabilities[a]);
    for (let i = 0; i < features.length; i++) out[at++] += factor * features[i];
  }
}

/** The policy over all states, given what it sees of each. */
export function linearPolicy(theta: Float64Array, features: readonly Float64Array[]): PolicyTable {
  const width = features[0].length;
  const actions = theta.length / width;
  const logits = new Float64Array(features.length * actions);
  features.forEach((seen, state) => {
    for (let a = 0; a < actions; a++) {
      for (let i = 0; i < width; i++) logits[state * actions + a] += theta[a * width + i] * seen[i];
    }
  });
  return policyFromLogits(logits, actions);
}
