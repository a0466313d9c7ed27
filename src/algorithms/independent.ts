// Baseline: every agent alone, natural policy gradient on its own reward. Nothing is mixed.
import type { MarkovModel } from "../environments/environment.ts";
import { normalise, uniformPolicy } from "../policies/tabular-softmax.ts";
import type { Algorithm, State } from "./algorithm.ts";
import { evaluateNoisily } from "./evaluation-noise.ts";
import { type NpgOptions, npgKind, policyGain } from "./natural-policy-gradient.ts";

interface IndependentState extends State {
  readonly logPolicy: Float64Array;
  readonly q: Float64Array;
}

/** log π ∝ α log π + η/(1−γ) Q. */
export function independent(options: NpgOptions): Algorithm<IndependentState, { model: MarkovModel }> {
  return {
    name: "independent",
    shares: [],
    deterministic: options.evaluationNoise === undefined,

    *init(agent) {
      const policy = uniformPolicy(agent.model.kernel);
      return { logPolicy: policy.log, q: yield* evaluateNoisily(agent, policy, options) };
    },

    *round({ logPolicy, q }, agent) {
      const { model, arrays } = agent;
      const { alpha, gain } = policyGain(options, model.discount);
      const next = normalise(arrays.axpby(alpha, logPolicy, gain, q), model.kernel.actions, arrays);
      return { logPolicy: next.log, q: yield* evaluateNoisily(agent, next, options) };
    },

    view: ({ logPolicy, q }) => ({ logPolicy, q }),
  };
}

export const independentKind = npgKind(
  "independent",
  "baseline: every agent alone on its own reward, nothing is mixed",
  independent,
);
