// Federated natural policy gradient with tracking (arXiv 2311.00201, Algorithms 1 and 2).
//
//   log π_n ∝ Σ_m W_nm ( α log π_m + η/(1−γ) T_m ),   α = 1 − ητ/(1−γ)
//   Q'_n    = Q_τ^{π_n} of the agent's own reward
//   T_n     = Σ_m W_nm ( T_m + Q'_m − Q_m )
//
// τ = 0 is Algorithm 1. Initially π is uniform and T_n = Q_n, unmixed.
import type { MarkovModel } from "../environments/environment.ts";
import { normalise, uniformPolicy } from "../policies/tabular-softmax.ts";
import { type Agent, type Algorithm, mix, type State } from "./algorithm.ts";
import { evaluateNoisily } from "./evaluation-noise.ts";
import { type NpgOptions, npgKind, policyGain } from "./natural-policy-gradient.ts";
import { track } from "./track.ts";

interface FedNpgState extends State {
  readonly logPolicy: Float64Array;
  /** The agent's estimate T of the network's mean Q. */
  readonly tracker: Float64Array;
  /** The agent's own Q, the signal that is tracked. */
  readonly q: Float64Array;
}

/** FedNPG with step η, temperature τ and optional evaluation noise. */
export function fedNpg(options: NpgOptions): Algorithm<FedNpgState, { model: MarkovModel }> {
  return {
    name: "fednpg",
    shares: ["logits", "tracker"],
    tracked: [{ tracker: "tracker", signal: ({ q }) => q }],
    deterministic: options.evaluationNoise === undefined,

    *init(agent) {
      const policy = uniformPolicy(agent.model.kernel);
      const q = yield* evaluateNoisily(agent, policy, options);
      return { logPolicy: policy.log, tracker: agent.arrays.copy(q), q };
    },

    *round({ logPolicy, tracker, q }, agent: Agent<{ model: MarkovModel }>) {
      const { model, arrays } = agent;
      const { alpha, gain } = policyGain(options, model.discount);
      const { logits } = yield* mix({ logits: arrays.axpby(alpha, logPolicy, gain, tracker) });
      const next = normalise(logits, model.kernel.actions, arrays);
      const qNext = yield* evaluateNoisily(agent, next, options);
      return { logPolicy: next.log, tracker: yield* track(arrays, tracker, qNext, q), q: qNext };
    },

    view: ({ logPolicy, tracker, q }) => ({ logPolicy, tracker, q }),
  };
}

export const fedNpgKind = npgKind(
  "fednpg",
  "federated natural policy gradient with Q-tracking; temperature > 0 adds entropy",
  fedNpg,
);
