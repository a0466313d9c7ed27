// A stranger's algorithm in one file: decentralised soft policy iteration. Only the tracker is mixed; every
// agent's policy is the softmax of its own estimate of the network's mean Q.
import {
  type AlgorithmKind,
  evaluate,
  type MarkovModel,
  mix,
  modelsOf,
  normalise,
  type State,
  uniformPolicy,
} from "hearsay";
import { z } from "zod";

interface Own extends State {
  readonly logPolicy: Float64Array;
  readonly tracker: Float64Array;
  readonly q: Float64Array;
}

const options = z.strictObject({
  temperature: z.number().positive().default(0.1).describe("entropy temperature τ > 0"),
});

const kind: AlgorithmKind = {
  kind: "tracked-policy-iteration",
  summary: "soft policy iteration on a tracked mean Q",
  options,
  build({ temperature }: z.infer<typeof options>, { world }) {
    modelsOf(world, "tracked-policy-iteration");
    return {
      name: "tracked-policy-iteration",
      shares: ["tracker"],
      tracked: [{ tracker: "tracker", signal: (state) => (state as Own).q }],
      temperature,
      *init(agent) {
        const { model, arrays } = agent as typeof agent & { model: MarkovModel };
        const { log } = uniformPolicy(model.kernel);
        const q = yield* evaluate(
          model,
          { log, probabilities: log.map(() => 1 / model.actions) },
          temperature,
        );
        return { logPolicy: log, tracker: arrays.copy(q), q };
      },
      *round(state, agent) {
        const { tracker, q } = state as Own;
        const { model, arrays } = agent as typeof agent & { model: MarkovModel };
        const logits = arrays.axpby(1 / temperature, tracker, 0, tracker);
        const policy = normalise(logits, model.actions, arrays);
        const next = yield* evaluate(model, policy, temperature);
        const moved = arrays.axpby(1, tracker, 1, arrays.axpby(1, next, -1, q));
        const mixed = yield* mix({ tracker: moved });
        return { logPolicy: policy.log, tracker: mixed.tracker, q: next };
      },
      view(state) {
        const { logPolicy, tracker, q } = state as Own;
        return { logPolicy, tracker, q };
      },
    };
  },
};

export default { algorithms: [kind] };
