// Baseline: one critic and one policy for all. Every agent takes its own round, then everything is averaged.
import { type Algorithm, type AlgorithmKind, mix } from "../algorithm.ts";
import {
  type CriticOptions,
  type CriticState,
  criticExamples,
  criticOptions,
  independentActorCritic,
} from "./independent-actor-critic.ts";
import { requireTasks, type TaskShare } from "./task.ts";

/** Actor-critic with everything averaged. */
export function fedavgActorCritic(options: CriticOptions): Algorithm<CriticState, TaskShare> {
  const alone = independentActorCritic(options);
  const average = options.criterion === "average";
  return {
    name: "fedavg-actor-critic",
    shares: average ? ["weights", "theta", "averageReward"] : ["weights", "theta"],

    init: (agent) => alone.init(agent),

    *round(state, agent) {
      const { weights, theta, averageReward, ...chains } = yield* alone.round(state, agent);
      if (!average) {
        const mixed = yield* mix({ weights, theta });
        return { weights: mixed.weights, theta: mixed.theta, averageReward, ...chains };
      }
      const own = agent.arrays.take(1);
      own[0] = averageReward;
      const mixed = yield* mix({ weights, theta, averageReward: own });
      return {
        weights: mixed.weights,
        theta: mixed.theta,
        averageReward: mixed.averageReward[0],
        ...chains,
      };
    },

    view: (state) => alone.view(state),
  };
}

export const fedavgActorCriticKind: AlgorithmKind = {
  kind: "fedavg-actor-critic",
  summary: "baseline: actor-critic with one critic and one policy for all, everything averaged",
  options: criticOptions,
  examples: criticExamples,
  build(options: CriticOptions, { world }) {
    requireTasks(world, "fedavg-actor-critic", options.criterion);
    return fedavgActorCritic(options) as unknown as Algorithm;
  },
};
