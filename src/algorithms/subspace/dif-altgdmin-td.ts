// The scheme of Dif-AltGDmin for TD: heads are solved exactly for the basis as it stands, the basis takes
// one step and travels, adapt then combine.
//
//   ω_k = argmin: B_kᵀ (A_k B_k ω + b_k) = 0          A_k, b_k of `expectation.ts`, or their running means
//   B_k = QR( Σ_m W_km ( B_m + (ζ/L) (I − B_m B_mᵀ) (A_m B_m ω_m + b_m) ω_mᵀ ) )
//
// On a drawn chain the running means are all the agent knows: after t rounds a proximal term of weight
// `prior`/t keeps the heads near the last ones.
import { z } from "zod";
import { applyDense } from "../../math/dense-product.ts";
import { combine, coordinates, projectOntoBall } from "../../math/orthonormal.ts";
import { solveSmall } from "../../math/small-system.ts";
import { type Algorithm, type AlgorithmKind, mix } from "../algorithm.ts";
import { basisOptions, leaving, plusInnovation, requireRank, retraction } from "./basis.ts";
import { meanFields } from "./expectation.ts";
import { firstValues, type PersonalValues, valuesView } from "./personal-values.ts";
import { meanAfter } from "./running-mean.ts";
import { requireTasks, type TaskShare, Tasks } from "./task.ts";
import { averageRewardAfter, chainOptions, requireKnown } from "./temporal-difference.ts";

const options = basisOptions
  .omit({ headStep: true })
  .extend(chainOptions.shape)
  .extend({
    prior: z.number().positive().default(1).describe("weight of the last head against t rounds of chain"),
  });

/** Options of `difAltgdminTd`, defaults filled in. */
export type DifAltgdminTdOptions = z.infer<typeof options>;

interface DifAltgdminTdState extends PersonalValues {
  /** The running means of A (d × d), of b with η = 0, and of what η takes from it; empty if expected. */
  readonly matrix: Float64Array;
  readonly offset: Float64Array;
  readonly perAverageReward: Float64Array;
}

/** Exact heads, a basis by diffusion. */
export function difAltgdminTd(options: DifAltgdminTdOptions): Algorithm<DifAltgdminTdState, TaskShare> {
  const { steps, rank, basisStep, headBound, sampling, prior } = options;
  const tasks = new Tasks();
  const retract = retraction(options);
  const exact = meanFields(steps, options.criterion);
  const drawn = sampling === "chain" ? 1 : 0;
  return {
    name: "dif-altgdmin-td",
    shares: ["basis"],

    // biome-ignore lint/correctness/useYield: nothing is sent before there is something to say.
    *init(agent) {
      const task = tasks.of(agent);
      const size = drawn * task.dimension;
      return {
        ...firstValues(task, options, agent.rng),
        matrix: new Float64Array(size * task.dimension),
        offset: new Float64Array(size),
        perAverageReward: new Float64Array(size),
      };
    },

    *round(state, agent) {
      const { arrays, round } = agent;
      const { basis } = state;
      const task = tasks.of(agent);
      const seen = drawn === 1 ? meanAfter(task, state, agent, options) : { ...state, ...exact(task) };
      const averageReward = averageRewardAfter(options, state.averageReward, seen.reward, round);
      const offset = arrays.axpby(1, seen.offset, -state.averageReward, seen.perAverageReward);
      const head = solvedHead(seen.matrix, offset, state, drawn === 1 ? prior / round : 0);
      projectOntoBall(head, headBound);
      const direction = directionOf(seen.matrix, offset, combine(basis, head, arrays.take(task.dimension)));
      const along = coordinates(basis, direction, arrays.take(rank));
      const outward = leaving(arrays, basis, direction, along, 1 / steps);
      const mixed = yield* mix({
        basis: plusInnovation(arrays, basis, basisStep, { u: outward, v: head }),
      });
      const next = arrays.take(basis.length);
      if (!retract(mixed, mixed.basis, next)) next.set(basis);
      const { matrix, offset: mean, perAverageReward } = drawn === 1 ? seen : state;
      const values = { basis: next, head, averageReward, chain: seen.chain };
      return { ...values, matrix, offset: mean, perAverageReward };
    },

    view: (state) => valuesView(options, state),
  };
}

/** A z + b. */
function directionOf(matrix: Float64Array, offset: Float64Array, weights: Float64Array): Float64Array {
  const direction = new Float64Array(offset.length);
  applyDense(matrix, offset.length, weights, direction);
  for (let i = 0; i < direction.length; i++) direction[i] += offset[i];
  return direction;
}

/** ω with (Bᵀ A B − p I) ω = −Bᵀ b − p ω': the exact head at p = 0; the last one where there is none. */
function solvedHead(
  matrix: Float64Array,
  offset: Float64Array,
  { basis, head: last }: { readonly basis: Float64Array; readonly head: Float64Array },
  proximal: number,
): Float64Array {
  const [dimension, rank] = [offset.length, last.length];
  const system = new Float64Array(rank * rank);
  const [column, image] = [new Float64Array(dimension), new Float64Array(dimension)];
  const inside = new Float64Array(rank);
  for (let j = 0; j < rank; j++) {
    for (let i = 0; i < dimension; i++) column[i] = basis[i * rank + j];
    applyDense(matrix, dimension, column, image);
    coordinates(basis, image, inside);
    for (let i = 0; i < rank; i++) system[i * rank + j] = inside[i] - (i === j ? proximal : 0);
  }
  const right = coordinates(basis, offset, new Float64Array(rank));
  for (let i = 0; i < rank; i++) right[i] = -right[i] - proximal * last[i];
  return solveSmall(system, right) ? right : last.slice();
}

export const difAltgdminTdKind: AlgorithmKind = {
  kind: "dif-altgdmin-td",
  summary: "subspace TD as Dif-AltGDmin: heads solved exactly, the basis by adapt then combine",
  options,
  examples: [
    { basisStep: 0.3, rank: 2 },
    { basisStep: 0.5, rank: 2, criterion: "discounted", sampling: "expected" },
  ],
  build(options: DifAltgdminTdOptions, { world }) {
    requireRank(options.rank, requireTasks(world, "dif-altgdmin-td", options.criterion));
    requireKnown(options.sampling, world);
    return difAltgdminTd(options) as unknown as Algorithm;
  },
};
