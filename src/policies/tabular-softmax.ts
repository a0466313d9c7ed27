// Tabular policies as tables of log π(a|s), one row of A entries per state.
import type { PolicyTable } from "../environments/environment.ts";
import type { Arrays } from "../math/arrays.ts";
import { exp } from "../math/exponential.ts";
import { log } from "../math/logarithm.ts";

/**
 * The policy ∝ exp(logits): log-sum-exp per state; the probabilities fall out of the same exponentials.
 * `logits` holds S·A finite numbers at index s·A + a; the result lies in two rows of `arrays`.
 */
export function normalise(logits: Float64Array, actions: number, arrays: Arrays): PolicyTable {
  const policy = { log: arrays.take(logits.length), probabilities: arrays.take(logits.length) };
  softmaxRows(logits, actions, policy);
  return policy;
}

/** The policy ∝ exp(logits), in arrays of its own. */
export function policyFromLogits(logits: Float64Array, actions: number): PolicyTable {
  const policy = {
    log: new Float64Array(logits.length),
    probabilities: new Float64Array(logits.length),
  };
  softmaxRows(logits, actions, policy);
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

/**
 * Three sweeps over all rows: tight loops over whole arrays pipeline better than short loops over states.
 */
function softmaxRows(
  logits: Float64Array,
  actions: number,
  { log: logs, probabilities }: PolicyTable,
): void {
  subtractRowMaxima(logits, actions, logs);
  for (let i = 0; i < logs.length; i++) probabilities[i] = exp(logs[i]!);
  for (let row = 0; row < logs.length; row += actions) {
    const end = row + actions;
    let sum = 0;
    for (let i = row; i < end; i++) sum += probabilities[i]!;
    const logSum = log(sum);
    const inverse = 1 / sum;
    for (let i = row; i < end; i++) {
      logs[i]! -= logSum;
      probabilities[i]! *= inverse;
    }
  }
}

function subtractRowMaxima(logits: Float64Array, actions: number, out: Float64Array): void {
  for (let row = 0; row < logits.length; row += actions) {
    const end = row + actions;
    let top = logits[row]!;
    for (let i = row + 1; i < end; i++) if (logits[i]! > top) top = logits[i]!;
    for (let i = row; i < end; i++) out[i] = logits[i]! - top;
  }
}
