// Baseline: agents mix their policies but follow their own Q in place of the tracker.
import type { MarkovModel } from "../environments/environment.ts";
import { normalise, uniformPolicy } from "../policies/tabular-softmax.ts";
import { type Algorithm, mix, type State } from "./algorithm.ts";
import { evaluateNoisily } from "./evaluation-noise.ts";
import { type NpgOptions, npgKind, policyGain } from "./natural-policy-gradient.ts";

interface LocalQState extends State {
  readonly logPolicy: Float64Array;
  readonly q: Float64Array;
}

/**
 * log π_n ∝ Σ_m W_nm ( α log π_m + η/(1−γ) Q_m ): one exchange a round, no memory of the others' rewards.
 */
export function localQ(options: NpgOptions): Algorithm<LocalQState, { model: MarkovModel }> {
  return {
    name: "local-q",
    shares: ["logits"],
    deterministic: options.evaluationNoise === undefined,

    *init(agent) {
      const policy = uniformPolicy(agent.model.kernel);
      return { logPolicy: policy.log, q: yield* evaluateNoisily(agent, policy, options) };
    },

    *round({ logPolicy, q }, agent) {
      const { model, arrays } = agent;
      const { alpha, gain } = policyGain(options, model.discount);
      const { logits } = yield* mix({ logits: arrays.axpby(alpha, logPolicy, gain, q) });
      const next = normalise(logits, model.kernel.actions, arrays);
      return { logPolicy: next.log, q: yield* evaluateNoisily(agent, next, options) };
    },

    view: ({ logPolicy, q }) => ({ logPolicy, q }),
  };
}

export const localQKind = npgKind(
  "local-q",
  "baseline: mix policies, follow one's own Q instead of the tracker",
  localQ,
);
