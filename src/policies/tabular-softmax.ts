// Tabular policies as tables of log π(a|s), one row of A entries per state.
import type { PolicyTable } from "../environments/environment.ts";
import type { Arrays } from "../math/arrays.ts";
import { exp } from "../math/exponential.ts";
import { simdSoftmaxRows } from "../math/simd-softmax.ts";
import { softmaxRows } from "../math/softmax.ts";

/** Both give the same bits. */
const softmax = simdSoftmaxRows ?? softmaxRows;

/**
 * The policy ∝ exp(logits): log-sum-exp per state; the probabilities fall out of the same exponentials.
 * `logits` holds S·A finite numbers at index s·A + a; the result lies in two rows of `arrays`.
 */
export function normalise(logits: Float64Array, actions: number, arrays: Arrays): PolicyTable {
  const policy = { log: arrays.take(logits.length), probabilities: arrays.take(logits.length) };
  softmax(logits, actions, policy.log, policy.probabilities);
  return policy;
}

/** The policy ∝ exp(logits), in arrays of its own. */
export function policyFromLogits(logits: Float64Array, actions: number): PolicyTable {
  const policy = {
    log: new Float64Array(logits.length),
    probabilities: new Float64Array(logits.length),
  };
  softmax(logits, actions, policy.log, policy.probabilities);
  return policy;
}

/** The policy whose S·A logarithms are given, already normalised; −∞ is probability 0. */
export function policyFromLog(logPolicy: Float64Array): PolicyTable {
  return { log: logPolicy, probabilities: logPolicy.map(exp) };
}

/** π(a|s) = 1/A in S states, in arrays of its own. */
export function uniformPolicy({
  states,
  actions,
}: {
  readonly states: number;
  readonly actions: number;
}): PolicyTable {
  return policyFromLogits(new Float64Array(states * actions), actions);
}
