// Baseline: one critic and one policy for all. Every agent takes its own round, then everything is averaged.
import { type Algorithm, type AlgorithmKind, mix } from "../algorithm.ts";
import {
  type CriticOptions,
  type CriticState,
  criticExamples,
  criticOptions,
  criticRound,
} from "./independent-actor-critic.ts";
import { weightView } from "./independent-td.ts";
import { requireTasks, type TaskShare } from "./task.ts";

/** Actor-critic with everything averaged. */
export function fedavgActorCritic(options: CriticOptions): Algorithm<CriticState, TaskShare> {
  const { start, round } = criticRound(options);
  const average = options.criterion === "average";
  return {
    name: "fedavg-actor-critic",
    shares: average ? ["weights", "theta", "averageReward"] : ["weights", "theta"],

    // biome-ignore lint/correctness/useYield: all start alike.
    *init(agent) {
      return start(agent);
    },

    *round(state, agent) {
      const { weights, theta, averageReward, ...chains } = round(state, agent);
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

    view: ({ weights, theta, averageReward }) => ({
      ...weightView(options, weights, averageReward),
      theta,
    }),
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
