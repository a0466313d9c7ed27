// Baseline: TD(L) in all d features, every agent alone: z_k ← z_k + (β/L) δ_k φ(s_0). Nothing is mixed.
import { z } from "zod";
import type { Message } from "../../mixing/mixing.ts";
import type { Algorithm, AlgorithmKind, State } from "../algorithm.ts";
import { requireTasks, type TaskShare, Tasks } from "./task.ts";
import { averageRewardAfter, chainOptions, lookahead, requireKnown } from "./temporal-difference.ts";

/** Options of TD with one vector of weights. */
export const weightOptions = chainOptions.extend({
  step: z.number().nonnegative().describe("step β of the weights"),
});

/** Step and chain, defaults filled in. */
export type WeightOptions = z.infer<typeof weightOptions>;

/** What the laws examine TD with one vector of weights by. */
export const weightExamples = [
  { step: 0.3 },
  { step: 0.3, steps: 3, criterion: "discounted" },
  { step: 0.5, sampling: "expected" },
];

export interface WeightState extends State {
  /** z, d numbers: V(s) = φ(s)ᵀ z. */
  readonly weights: Float64Array;
  /** η; 0 where values are discounted. */
  readonly averageReward: number;
  /** Where the chain stands. */
  readonly chain: Float64Array | number;
}

/** TD(L) of each agent alone. */
export function independentTd(options: WeightOptions): Algorithm<WeightState, TaskShare> {
  const { step, steps } = options;
  const tasks = new Tasks();
  const look = lookahead(options);
  return {
    name: "independent-td",
    shares: [],

    // biome-ignore lint/correctness/useYield: nothing is mixed.
    *init(agent) {
      const { environment, dimension } = tasks.of(agent);
      const chain = environment.start(agent.rng.fork("start"));
      return { weights: new Float64Array(dimension), averageReward: 0, chain };
    },

    // biome-ignore lint/correctness/useYield: nothing is mixed.
    *round({ weights, averageReward, chain }, agent) {
      const { arrays, round } = agent;
      const from = { chain, averageReward };
      const ahead = look(tasks.of(agent), from, weights, agent, arrays.take(weights.length));
      return {
        weights: arrays.axpby(1, weights, step / steps, ahead.direction),
        averageReward: averageRewardAfter(options, averageReward, ahead.reward, round),
        chain: ahead.chain,
      };
    },

    view: ({ weights, averageReward }) => weightView(options, weights, averageReward),
  };
}

/** What metrics see of one vector of weights. */
export function weightView(
  { criterion }: Pick<WeightOptions, "criterion">,
  weights: Float64Array,
  averageReward: number,
): Message {
  if (criterion === "discounted") return { weights };
  return { weights, averageReward: Float64Array.of(averageReward) };
}

export const independentTdKind: AlgorithmKind = {
  kind: "independent-td",
  summary: "baseline: TD(L) in all features, every agent alone",
  options: weightOptions,
  examples: weightExamples,
  build(options: WeightOptions, { world }) {
    requireTasks(world, "independent-td", options.criterion);
    requireKnown(options.sampling, world);
    return independentTd(options) as unknown as Algorithm;
  },
};
