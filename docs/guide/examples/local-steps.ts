// A plug-in with an algorithm: H steps of natural policy gradient on one's own reward, then one mix of the
// policies. It is federated averaging (McMahan et al., arXiv 1602.05629) for policies, without a server.
//
//   log π ← log π + η/(1−γ) Q_n^π,   H times;   then   log π_n ∝ Σ_m W_nm log π_m
import {
  type Algorithm,
  type AlgorithmKind,
  evaluate,
  type MarkovModel,
  mix,
  modelsOf,
  normalise,
  policyFromLog,
  type State,
  uniformPolicy,
} from "hearsay";
import { z } from "zod";

const options = z.strictObject({
  steps: z.int().min(1).default(5).describe("local steps H between two mixes"),
  stepSize: z.number().positive().describe("step η > 0"),
});

type Options = z.infer<typeof options>;

interface LocalStepsState extends State {
  readonly logPolicy: Float64Array;
}

/** H local steps, one mix: one exchange of S·A numbers a round. */
export function localSteps({
  steps,
  stepSize,
}: Options): Algorithm<LocalStepsState, { model: MarkovModel }> {
  return {
    name: "local-steps",
    shares: ["logPolicy"],

    // biome-ignore lint/correctness/useYield: round 0 only states what the agent holds.
    *init({ model }) {
      return { logPolicy: uniformPolicy(model.kernel).log };
    },

    *round({ logPolicy }, { model, arrays }) {
      const { actions } = model.kernel;
      const gain = stepSize / (1 - model.discount);
      let policy = policyFromLog(logPolicy);
      for (let step = 0; step < steps; step++) {
        const q = yield* evaluate(model, policy, 0);
        policy = normalise(arrays.axpby(1, policy.log, gain, q), actions, arrays);
      }
      const mixed = yield* mix({ logPolicy: policy.log });
      return { logPolicy: normalise(mixed.logPolicy, actions, arrays).log };
    },

    view: ({ logPolicy }) => ({ logPolicy }),
  };
}

const localStepsKind: AlgorithmKind = {
  kind: "local-steps",
  summary: "H local policy-gradient steps, then one mix of the policies",
  options,
  examples: [{ stepSize: 0.02 }, { stepSize: 0.02, steps: 1 }],
  build(chosen: Options, { world }) {
    modelsOf(world, "local-steps"); // throws where agents have no model
    return localSteps(chosen) as unknown as Algorithm;
  },
};

export default { algorithms: [localStepsKind] };
