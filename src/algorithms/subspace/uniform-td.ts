// Baseline: one shared everything. All agents' weights and average-reward estimates are averaged in every
// round, z_k ← Σ_m W_km ( z_m + (β/L) δ_m φ(s_0) ), so that there is one value function for all.
import { type Algorithm, type AlgorithmKind, mix } from "../algorithm.ts";
import {
  type WeightOptions,
  type WeightState,
  weightExamples,
  weightOptions,
  weightView,
} from "./independent-td.ts";
import { requireTasks, type TaskShare, Tasks } from "./task.ts";
import { averageRewardAfter, lookahead, requireKnown } from "./temporal-difference.ts";

/** TD(L) with everything averaged. */
export function uniformTd(options: WeightOptions): Algorithm<WeightState, TaskShare> {
  const { step, steps, criterion } = options;
  const tasks = new Tasks();
  const look = lookahead(options);
  return {
    name: "uniform-td",
    shares: criterion === "average" ? ["weights", "averageReward"] : ["weights"],

    // biome-ignore lint/correctness/useYield: all start alike.
    *init(agent) {
      const { environment, dimension } = tasks.of(agent);
      const chain = environment.start(agent.rng.fork("start"));
      return { weights: new Float64Array(dimension), averageReward: 0, chain };
    },

    *round({ weights, averageReward, chain }, agent) {
      const { arrays, round } = agent;
      const from = { chain, averageReward };
      const ahead = look(tasks.of(agent), from, weights, agent, arrays.take(weights.length));
      const moved = arrays.axpby(1, weights, step / steps, ahead.direction);
      if (criterion === "discounted") {
        const mixed = yield* mix({ weights: moved });
        return { weights: mixed.weights, averageReward, chain: ahead.chain };
      }
      const own = arrays.take(1);
      own[0] = averageRewardAfter(options, averageReward, ahead.reward, round);
      const mixed = yield* mix({ weights: moved, averageReward: own });
      return { weights: mixed.weights, averageReward: mixed.averageReward[0], chain: ahead.chain };
    },

    view: ({ weights, averageReward }) => weightView(options, weights, averageReward),
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
