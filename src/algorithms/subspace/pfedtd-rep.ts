// Baseline: two timescales and a plain matrix of features (PFedTD-Rep). Personal weights take several fast
// steps on their own chain, then the shared matrix takes a slow one and is averaged:
//
//   ω_k ← ω_k + (a/L) δ_k B_kᵀ φ(s)       `localSteps` times
//   B_k ← Σ_m W_km ( B_m + (b_t/L) δ_m φ(s) ω_mᵀ ),  b_t = b / t^κ
//
// No projection of the innovation, no orthonormal basis, no ball for the heads.
import { z } from "zod";
import { exp } from "../../math/exponential.ts";
import { log } from "../../math/logarithm.ts";
import { combine, coordinates } from "../../math/orthonormal.ts";
import { type Algorithm, type AlgorithmKind, mix } from "../algorithm.ts";
import { basisOptions, plusInnovation, requireRank } from "./basis.ts";
import { firstValues, type PersonalValues, valuesView } from "./personal-values.ts";
import { requireTasks, type TaskShare, Tasks } from "./task.ts";
import { averageRewardAfter, chainOptions, lookahead, requireKnown } from "./temporal-difference.ts";

const options = chainOptions.extend({
  rank: basisOptions.shape.rank,
  headStep: z.number().nonnegative().describe("fast step a of the heads"),
  basisStep: z.number().nonnegative().describe("slow step b of the shared matrix in round 1"),
  basisDecay: z.number().min(0).max(1).default(0).describe("κ of b_t = b / t^κ"),
  localSteps: z.int().min(1).max(1000).default(1).describe("steps of the head in a round"),
  start: basisOptions.shape.start,
  startSeed: basisOptions.shape.startSeed,
});

/** Options of `pfedTdRep`, defaults filled in. */
export type PfedTdRepOptions = z.infer<typeof options>;

/** Fast heads, a slow shared matrix. */
export function pfedTdRep(options: PfedTdRepOptions): Algorithm<PersonalValues, TaskShare> {
  const { steps, rank, headStep, basisStep, basisDecay, localSteps } = options;
  const tasks = new Tasks();
  const look = lookahead(options);
  return {
    name: "pfedtd-rep",
    shares: ["basis"],

    // biome-ignore lint/correctness/useYield: nothing is sent before there is something to say.
    *init(agent) {
      return firstValues(tasks.of(agent), options, agent.rng);
    },

    *round({ basis, head: before, averageReward: estimate, chain: start }, agent) {
      const { arrays, round, rng } = agent;
      const task = tasks.of(agent);
      const values = (head: Float64Array) => combine(basis, head, arrays.take(task.dimension));
      // The estimate is the mean over all looks so far, of which there are localSteps + 1 in a round.
      let looks = (round - 1) * (localSteps + 1);
      let [head, averageReward, chain] = [before, estimate, start];
      const lookOn = () => {
        const ahead = look(
          task,
          { chain, averageReward },
          values(head),
          { rng },
          arrays.take(task.dimension),
        );
        averageReward = averageRewardAfter(options, averageReward, ahead.reward, ++looks);
        chain = ahead.chain;
        return ahead.direction;
      };
      for (let local = 0; local < localSteps; local++) {
        const along = coordinates(basis, lookOn(), arrays.take(rank));
        head = arrays.axpby(1, head, headStep / steps, along);
      }
      const step = (basisStep * exp(-basisDecay * log(round))) / steps;
      const moved = plusInnovation(arrays, basis, step, { u: lookOn(), v: head });
      const mixed = yield* mix({ basis: moved });
      return { basis: mixed.basis, head, averageReward, chain };
    },

    view: (state) => valuesView(options, state),
  };
}

export const pfedTdRepKind: AlgorithmKind = {
  kind: "pfedtd-rep",
  summary: "baseline: fast personal heads, a slow shared matrix without projection or QR",
  options,
  examples: [
    { headStep: 0.3, basisStep: 0.03, rank: 2 },
    { headStep: 0.3, basisStep: 0.1, rank: 2, basisDecay: 0.5, localSteps: 3, criterion: "discounted" },
  ],
  build(options: PfedTdRepOptions, { world }) {
    requireRank(options.rank, requireTasks(world, "pfedtd-rep", options.criterion));
    requireKnown(options.sampling, world);
    return pfedTdRep(options) as unknown as Algorithm;
  },
};
