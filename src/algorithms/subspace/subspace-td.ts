// Average-reward TD(L) with a shared subspace and personal heads (arXiv 2603.02426), and its form without a
// server: V_k(s) = φ(s)ᵀ B_k ω_k.
//
//   δ_k = Σ_{l<L} (r_l − η_k) + (φ(s_L) − φ(s_0))ᵀ B_k ω_k
//   w_k = Ball( ω_k + (β/L) δ_k B_kᵀ φ(s_0) )
//   G_k = (1/L) (I − B_k B_kᵀ) δ_k φ(s_0) ω_kᵀ
//   η_k ← η_k + γ_η ( (1/L) Σ r_l − η_k )
//   S_k = S_k + G_k − G_k'                    G_k' the last G_k; without tracking S_k = G_k
//   M_k = Σ_m W_km ( B_m + ζ S_m ),  S_k ← Σ_m W_km S_m
//   B_k R_k = M_k by QR with positive diagonal;  ω_k = w_k, or Ball( R_k w_k ) where heads are transported
//
// As published: W = 11ᵀ/N, no tracking. Discounted values put γ in front of what is ahead and need no η.
import { spareRow } from "../../math/arrays.ts";
import { combine, coordinates } from "../../math/orthonormal.ts";
import { type Agent, type Algorithm, type AlgorithmKind, mix } from "../algorithm.ts";
import { basisOptions, exchangeOptions, leaving, requireRank, steppedHead } from "./basis.ts";
import { basisExchange } from "./exchange.ts";
import { firstValues, type PersonalValues, valuesView } from "./personal-values.ts";
import { requireTasks, type TaskShare, Tasks } from "./task.ts";
import { averageRewardAfter, chainOptions, lookahead, requireKnown } from "./temporal-difference.ts";

const options = basisOptions.extend(exchangeOptions.shape).extend(chainOptions.shape);

/** Options of `subspaceTd`, defaults filled in. */
export type SubspaceTdOptions = ReturnType<typeof options.parse>;

/** TD(L) with a shared basis: by a server or by gossip, tracked or not. */
export function subspaceTd(options: SubspaceTdOptions): Algorithm<PersonalValues, TaskShare> {
  const { steps, rank, headStep, headBound } = options;
  const tasks = new Tasks();
  const look = lookahead(options);
  const exchange = basisExchange(options);
  // What is used up before the agent asks for anything.
  const [weightsRow, directionRow, alongRow] = [spareRow(), spareRow(), spareRow()];
  const headChange = { step: headStep / steps, bound: headBound };
  return {
    name: "subspace-td",
    shares: exchange.shares,
    tracked: exchange.tracked,

    // biome-ignore lint/correctness/useYield: nothing is sent before there is something to say.
    *init(agent) {
      const task = tasks.of(agent);
      return { ...firstValues(task, options, agent.rng), ...exchange.start(task.dimension) };
    },

    *round(state, agent: Agent<TaskShare>) {
      const { arrays } = agent;
      const task = tasks.of(agent);
      const weights = combine(state.basis, state.head, weightsRow(task.dimension));
      const ahead = look(task, state, weights, agent, directionRow(task.dimension));
      const averageReward = averageRewardAfter(options, state.averageReward, ahead.reward, agent.round);
      const along = coordinates(state.basis, ahead.direction, alongRow(rank));
      const moved = steppedHead(arrays, state.head, along, headChange);
      const innovation = {
        u: leaving(arrays, state.basis, ahead.direction, along, 1 / steps),
        v: state.head,
      };
      const mixed = yield* mix(exchange.proposal(arrays, state, innovation));
      const { basis, head } = exchange.settled(arrays, mixed, state.basis, moved);
      const { chain } = ahead;
      const kept = exchange.kept(arrays, mixed, innovation);
      if (kept === undefined) return { basis, head, averageReward, chain };
      // Name by name: this runs once per agent and round, and a spread is slow there.
      const { tracker, outward, lastHead } = kept;
      return { basis, head, averageReward, chain, tracker, outward, lastHead } as PersonalValues;
    },

    view: (state) => ({ ...exchange.view(state), ...valuesView(options, state) }),
  };
}

export const subspaceTdKind: AlgorithmKind = {
  kind: "subspace-td",
  summary: "TD(L) with a shared subspace and personal heads; by a server or tracked over a graph",
  options,
  examples: [
    { basisStep: 0.3, headStep: 0.3, rank: 2 },
    { basisStep: 0.3, headStep: 0.3, rank: 2, tracking: false, steps: 3 },
    { basisStep: 0.5, headStep: 0.5, criterion: "discounted", sampling: "expected", retraction: "polar" },
    { basisStep: 0.2, headStep: 0.2, rank: 1, start: "own", averageRewardStep: 0.1, transportHeads: true },
  ],
  build(options: SubspaceTdOptions, { world }) {
    requireRank(options.rank, requireTasks(world, "subspace-td", options.criterion));
    requireKnown(options.sampling, world);
    return subspaceTd(options) as unknown as Algorithm;
  },
};
