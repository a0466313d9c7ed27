// Baseline: one shared everything. All agents' weights and average-reward estimates are averaged in every
// round, z_k ← Σ_m W_km ( z_m + (β/L) δ_m φ(s_0) ), so that there is one value function for all.
import { type Algorithm, type AlgorithmKind, mix } from "../algorithm.ts";
import {
  independentTd,
  type WeightOptions,
  type WeightState,
  weightExamples,
  weightOptions,
} from "./independent-td.ts";
import { requireTasks, type TaskShare } from "./task.ts";
import { requireKnown } from "./temporal-difference.ts";

/** TD(L) with everything averaged. */
export function uniformTd(options: WeightOptions): Algorithm<WeightState, TaskShare> {
  const { criterion } = options;
  const alone = independentTd(options);
  return {
    name: "uniform-td",
    shares: criterion === "average" ? ["weights", "averageReward"] : ["weights"],

    init: (agent) => alone.init(agent),

    *round(state, agent) {
      const { weights, averageReward, chain } = yield* alone.round(state, agent);
      if (criterion === "discounted") return { ...(yield* mix({ weights })), averageReward, chain };
      const own = agent.arrays.take(1);
      own[0] = averageReward;
      const mixed = yield* mix({ weights, averageReward: own });
      return { weights: mixed.weights, averageReward: mixed.averageReward[0], chain };
    },

    view: (state) => alone.view(state),
  };
}

export const uniformTdKind: AlgorithmKind = {
  kind: "uniform-td",
  summary: "baseline: TD(L) with one value function for all, everything averaged",
  options: weightOptions,
  examples: weightExamples,
  build(options: WeightOptions, { world }) {
    requireTasks(world, "uniform-td", options.criterion);
    requireKnown(options.sampling, world);
    return uniformTd(options) as unknown as Algorithm;
  },
};
