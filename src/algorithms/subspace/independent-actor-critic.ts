// Baseline: actor-critic in all d features, every agent alone: z ← z + (β/L) δ φ(s_0) and the actor of
// `subspace-actor-critic`. Nothing is mixed.
import { z } from "zod";
import type { Algorithm, AlgorithmKind, State } from "../algorithm.ts";
import { actingBy, actorOptions, actorStep } from "./actor.ts";
import { weightView } from "./independent-td.ts";
import { discountOf, requireTasks, type TaskShare, Tasks } from "./task.ts";
import { averageRewardAfter, difference } from "./temporal-difference.ts";

/** Options of actor-critics with one vector of weights. */
export const criticOptions = actorOptions.extend({
  criticStep: z.number().nonnegative().describe("step β of the critic's weights"),
});

/** Steps and chains, defaults filled in. */
export type CriticOptions = z.infer<typeof criticOptions>;

/** What the laws examine actor-critics with one vector of weights by. */
export const criticExamples = [
  { criticStep: 0.3, actorStep: 0.05 },
  { criticStep: 0.3, actorStep: 0.05, steps: 3, criterion: "average" },
];

export interface CriticState extends State {
  /** z, d numbers: V(s) = φ(s)ᵀ z. */
  readonly weights: Float64Array;
  /** θ, A × p, row by row. */
  readonly theta: Float64Array;
  /** η; 0 where values are discounted. */
  readonly averageReward: number;
  /** Where the critic's chain and the actor's stand. */
  readonly chain: Float64Array | number;
  readonly companion: Float64Array | number;
}

/** Actor-critic of each agent alone. */
export function independentActorCritic(options: CriticOptions): Algorithm<CriticState, TaskShare> {
  const { steps, criterion, criticStep } = options;
  const tasks = new Tasks();
  return {
    name: "independent-actor-critic",
    shares: [],

    // biome-ignore lint/correctness/useYield: nothing is mixed.
    *init(agent) {
      const { rng } = agent;
      const { environment, dimension, policyFeatures } = tasks.of(agent);
      const chain = environment.start(rng.fork("start"));
      return {
        weights: new Float64Array(dimension),
        theta: new Float64Array(environment.actions * policyFeatures(chain).length),
        averageReward: 0,
        chain,
        companion: environment.start(rng.fork("companion")),
      };
    },

    // biome-ignore lint/correctness/useYield: nothing is mixed.
    *round(state, agent) {
      const { arrays, rng } = agent;
      const { weights } = state;
      const task = tasks.of(agent);
      const discount = discountOf(criterion, task);
      const walk = { steps, discount, act: actingBy(task, state.theta, arrays) };
      const ahead = difference(task, state, weights, walk, rng, arrays.take(task.dimension));
      const { theta, companion } = actorStep(task, state, state, options, { rng, arrays });
      return {
        weights: arrays.axpby(1, weights, criticStep / steps, ahead.direction),
        theta,
        averageReward: averageRewardAfter(options, state.averageReward, ahead.reward, agent.round),
        chain: ahead.chain,
        companion,
      };
    },

    view: ({ weights, theta, averageReward }) => ({
      ...weightView(options, weights, averageReward),
      theta,
    }),
  };
}

export const independentActorCriticKind: AlgorithmKind = {
  kind: "independent-actor-critic",
  summary: "baseline: actor-critic in all features, every agent alone",
  options: criticOptions,
  examples: criticExamples,
  build(options: CriticOptions, { world }) {
    requireTasks(world, "independent-actor-critic", options.criterion);
    return independentActorCritic(options) as unknown as Algorithm;
  },
};
