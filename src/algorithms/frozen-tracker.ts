// Baseline: FedNPG without its tracking step. T stays at Q⁰ for ever and is never mixed.
import type { MarkovModel } from "../environments/environment.ts";
import { normalise, uniformPolicy } from "../policies/tabular-softmax.ts";
import { type Algorithm, mix, type State } from "./algorithm.ts";
import { evaluateNoisily } from "./evaluation-noise.ts";
import { type NpgOptions, npgKind, policyGain } from "./natural-policy-gradient.ts";

interface FrozenTrackerState extends State {
  readonly logPolicy: Float64Array;
  /** Q⁰, the agent's first evaluation. */
  readonly tracker: Float64Array;
  /** The agent's own current Q: not used to learn, kept so that the tracking error can be seen. */
  readonly q: Float64Array;
}

/** Algorithm 1 or 2 of arXiv 2311.00201 with line 6 deleted (one reading of its Fig. 5). */
export function frozenTracker(options: NpgOptions): Algorithm<FrozenTrackerState, { model: MarkovModel }> {
  return {
    name: "frozen-tracker",
    shares: ["logits"],
    deterministic: options.evaluationNoise === undefined,

    *init(agent) {
      const policy = uniformPolicy(agent.model.kernel);
      const q = yield* evaluateNoisily(agent, policy, options);
      return { logPolicy: policy.log, tracker: agent.arrays.copy(q), q };
    },

    *round({ logPolicy, tracker }, agent) {
      const { model, arrays } = agent;
      const { alpha, gain } = policyGain(options, model.discount);
      const { logits } = yield* mix({ logits: arrays.axpby(alpha, logPolicy, gain, tracker) });
      const next = normalise(logits, model.kernel.actions, arrays);
      return { logPolicy: next.log, tracker, q: yield* evaluateNoisily(agent, next, options) };
    },

    view: ({ logPolicy, tracker, q }) => ({ logPolicy, tracker, q }),
  };
}

export const frozenTrackerKind = npgKind(
  "frozen-tracker",
  "baseline: FedNPG whose tracker stays at the first evaluation",
  frozenTracker,
);
