// The best policy that several agents can share, where each has an MDP of its own: no MDP, so no Bellman
// equation, and gradient ascent may end in a local optimum. Small MDPs only.
import type { MarkovModel } from "../environments/environment.ts";
import { policyGradient } from "../environments/policy-gradient.ts";
import { policyFromLogits } from "../policies/tabular-softmax.ts";

/** Ascent steps from each start, and the first step. */
const [mostSteps, firstStep] = [300, 1];

/** A deterministic policy's logits are this far apart. */
const certainty = 12;

/** Deterministic policies are tried one by one up to so many. */
const mostPolicies = 4096;

/**
 * The largest mean over `models` of J(π) that was found over policies π common to all: by gradient ascent
 * on logits from the uniform policy and from the best deterministic one, if these are few.
 */
export function sharedOptimum(models: readonly MarkovModel[]): number {
  const { states, actions } = models[0].kernel;
  const starts: Float64Array[] = [new Float64Array(states * actions)];
  const best = bestDeterministic(models);
  if (best !== undefined) starts.push(best);
  return Math.max(...starts.map((logits) => ascend(models, logits)));
}

function bestDeterministic(models: readonly MarkovModel[]): Float64Array | undefined {
  const { states, actions } = models[0].kernel;
  const count = actions ** states;
  if (count > mostPolicies) return undefined;
  let [best, most] = [new Float64Array(states * actions), Number.NEGATIVE_INFINITY];
  for (let n = 0; n < count; n++) {
    const logits = new Float64Array(states * actions);
    for (let state = 0, rest = n; state < states; state++, rest = Math.floor(rest / actions)) {
      logits[state * actions + (rest % actions)] = certainty;
    }
    const { value } = meanGradient(models, logits);
    if (value > most) [best, most] = [logits, value];
  }
  return best;
}

/** Ascent whose step doubles while it gains and falls to a quarter where it does not. */
function ascend(models: readonly MarkovModel[], start: Float64Array): number {
  let logits = start;
  let here = meanGradient(models, logits);
  let step = firstStep;
  for (let k = 0; k < mostSteps && step > 1e-9; k++) {
    const next = logits.map((entry, i) => entry + step * here.gradient[i]);
    const there = meanGradient(models, next);
    if (there.value > here.value) [logits, here, step] = [next, there, 2 * step];
    else step /= 4;
  }
  return here.value;
}

function meanGradient(models: readonly MarkovModel[], logits: Float64Array) {
  const policy = policyFromLogits(logits, models[0].actions);
  const gradient = new Float64Array(logits.length);
  let value = 0;
  for (const model of models) {
    const own = policyGradient(model, policy);
    value += own.value / models.length;
    for (let i = 0; i < gradient.length; i++) gradient[i] += own.gradient[i] / models.length;
  }
  return { value, gradient };
}
