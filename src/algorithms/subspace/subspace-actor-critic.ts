// Single-timescale actor-critic with a shared subspace, personal critic heads and personal policies (pFedAC,
// arXiv 2605.14423), and its form without a server. One round, everything by the old B, ω and θ:
//
//   critic chain   δ = Σ_{l<L} γˡ r_l + (γᴸ φ(s_L) − φ(s_0))ᵀ B ω,  actions by π_θ
//   companion      δ̂_l = r̂_l + γ V(s') − V(ŝ_l)
//   head           w = Ball( ω + (β/L) δ Bᵀ φ(s_0) )
//   innovation     G = (1/L) (I − B Bᵀ) δ φ(s_0) ωᵀ
//   actor          θ ← θ + (α/L) Σ_l δ̂_l ∇ log π_θ(â_l|ŝ_l)
//   exchange       as `subspace-td`
//
// As published: W = 11ᵀ/N, no tracking.
import { combine, coordinates } from "../../math/orthonormal.ts";
import { type Algorithm, type AlgorithmKind, mix } from "../algorithm.ts";
import { actingBy, actorOptions, actorStep } from "./actor.ts";
import { basisOptions, exchangeOptions, leaving, requireRank, steppedHead } from "./basis.ts";
import { basisExchange } from "./exchange.ts";
import { firstValues, type PersonalValues, valuesView } from "./personal-values.ts";
import { discountOf, requireTasks, type TaskShare, Tasks } from "./task.ts";
import { averageRewardAfter, difference } from "./temporal-difference.ts";

const options = basisOptions.extend(exchangeOptions.shape).extend(actorOptions.shape);

/** Options of `subspaceActorCritic`, defaults filled in. */
export type SubspaceActorCriticOptions = ReturnType<typeof options.parse>;

/** With tracking, what `Tracked` holds as well. */
interface SubspaceActorCriticState extends PersonalValues {
  /** θ, A × p, row by row; never sent. */
  readonly theta: Float64Array;
  /** Where the actor's chain stands. */
  readonly companion: Float64Array | number;
}

/** pFedAC: by a server or by gossip, tracked or not. */
export function subspaceActorCritic(
  options: SubspaceActorCriticOptions,
): Algorithm<SubspaceActorCriticState, TaskShare> {
  const { steps, rank, headStep, headBound, criterion } = options;
  const tasks = new Tasks();
  const exchange = basisExchange(options);
  return {
    name: "subspace-actor-critic",
    shares: exchange.shares,
    tracked: exchange.tracked,

    // biome-ignore lint/correctness/useYield: nothing is sent before there is something to say.
    *init(agent) {
      const task = tasks.of(agent);
      const values = firstValues(task, options, agent.rng);
      const { environment, policyFeatures, dimension } = task;
      return {
        ...values,
        theta: new Float64Array(environment.actions * policyFeatures(values.chain).length),
        companion: environment.start(agent.rng.fork("companion")),
        ...exchange.start(dimension),
      };
    },

    *round(state, agent) {
      const { arrays, rng } = agent;
      const { basis, head, theta } = state;
      const task = tasks.of(agent);
      const weights = combine(basis, head, arrays.take(task.dimension));
      const discount = discountOf(criterion, task);
      const walk = { steps, discount, act: actingBy(task, theta, arrays) };
      const ahead = difference(task, state, weights, walk, rng, arrays.take(task.dimension));
      const critic = { weights, averageReward: state.averageReward };
      const acted = actorStep(task, state, critic, options, { rng, arrays });
      const averageReward = averageRewardAfter(options, state.averageReward, ahead.reward, agent.round);
      const along = coordinates(basis, ahead.direction, arrays.take(rank));
      const moved = steppedHead(arrays, head, along, { step: headStep / steps, bound: headBound });
      const innovation = { u: leaving(arrays, basis, ahead.direction, along, 1 / steps), v: head };
      const mixed = yield* mix(exchange.proposal(arrays, state, innovation));
      const { basis: next, head: turned } = exchange.settled(arrays, mixed, basis, moved);
      const values = { basis: next, head: turned, averageReward, chain: ahead.chain };
      return { ...values, ...acted, ...exchange.kept(arrays, mixed, innovation) };
    },

    view: (state) => ({ ...exchange.view(state), ...valuesView(options, state), theta: state.theta }),
  };
}

export const subspaceActorCriticKind: AlgorithmKind = {
  kind: "subspace-actor-critic",
  summary: "actor-critic with a shared subspace, personal heads and policies; by a server or over a graph",
  options,
  examples: [
    { basisStep: 0.1, headStep: 0.3, actorStep: 0.05, rank: 2 },
    {
      basisStep: 0.1,
      headStep: 0.3,
      actorStep: 0.05,
      rank: 2,
      steps: 3,
      tracking: false,
      literalBootstrap: true,
    },
    { basisStep: 0.1, headStep: 0.3, actorStep: 0.05, rank: 2, criterion: "average", retraction: "polar" },
    { basisStep: 0.1, headStep: 0.3, actorStep: 0.05, rank: 2, transportHeads: true },
  ],
  build(options: SubspaceActorCriticOptions, { world }) {
    requireRank(options.rank, requireTasks(world, "subspace-actor-critic", options.criterion));
    return subspaceActorCritic(options) as unknown as Algorithm;
  },
};
