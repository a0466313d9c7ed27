// The combiner of DeEPCA (arXiv 2102.03990) for the basis of `subspace-td`: not the basis travels but one
// tracker of where all want it, and signs are set by a common start.
//
//   Y_k = B_k + ζ G_k                    in place of DeEPCA's A_k W_k
//   T_k ← Σ_m W_km ( T_m + Y_m − Y_m' )  Y' the last Y; mean T = mean Y
//   B_k = QR(T_k), each column turned so that its product with the same column of B_0 is not negative
//
// Heads are those of `subspace-td`. Only T travels, half of what a tracked innovation needs. Agents come to
// agree where W is symmetric without an eigenvalue of −1/3 or below (settling.ts): lazy weights are on the
// safe side, Metropolis weights on a ring are not.
import type { z } from "zod";
import { combine, coordinates } from "../../math/orthonormal.ts";
import { type Algorithm, type AlgorithmKind, mix } from "../algorithm.ts";
import {
  basisOptions,
  commonBasis,
  leaving,
  plusInnovation,
  requireRank,
  retraction,
  steppedHead,
} from "./basis.ts";
import { firstValues, type PersonalValues, valuesView } from "./personal-values.ts";
import { settlingNotes } from "./settling.ts";
import { requireTasks, type Task, type TaskShare, Tasks } from "./task.ts";
import { averageRewardAfter, chainOptions, lookahead, requireKnown } from "./temporal-difference.ts";

// The sign match needs a start that all know.
const options = basisOptions.omit({ start: true }).extend(chainOptions.shape);

/** Options of `deepcaTd`, defaults filled in. */
export type DeepcaTdOptions = z.infer<typeof options>;

interface DeepcaTdState extends PersonalValues {
  /** T, the estimate of the network's mean proposal; d × r. */
  readonly tracker: Float64Array;
  /** Y, the agent's own last proposal. */
  readonly proposal: Float64Array;
}

/** TD(L) whose basis follows one tracked proposal. */
export function deepcaTd(options: DeepcaTdOptions): Algorithm<DeepcaTdState, TaskShare> {
  const { steps, rank, headStep, basisStep, headBound } = options;
  const tasks = new Tasks();
  const look = lookahead(options);
  const retract = retraction(options);
  const startOf = commonStarts(options);
  return {
    name: "deepca-td",
    shares: ["tracker"],
    tracked: [{ tracker: "tracker", signal: ({ proposal }) => proposal }],
    notesOn: (certificate) => settlingNotes("deepca-td", certificate),

    // biome-ignore lint/correctness/useYield: nothing is sent before there is something to say.
    *init(agent) {
      const { arrays, rng } = agent;
      const values = firstValues(tasks.of(agent), { ...options, start: "common" }, rng);
      return { ...values, tracker: arrays.copy(values.basis), proposal: arrays.copy(values.basis) };
    },

    *round(state, agent) {
      const { arrays } = agent;
      const { basis, head } = state;
      const task = tasks.of(agent);
      const weights = combine(basis, head, arrays.take(task.dimension));
      const ahead = look(task, state, weights, agent, arrays.take(task.dimension));
      const averageReward = averageRewardAfter(options, state.averageReward, ahead.reward, agent.round);
      const along = coordinates(basis, ahead.direction, arrays.take(rank));
      const outward = leaving(arrays, basis, ahead.direction, along, 1 / steps);
      const proposal = plusInnovation(arrays, basis, basisStep, { u: outward, v: head });
      const moved = arrays.axpby(1, proposal, -1, state.proposal);
      const mixed = yield* mix({ tracker: arrays.axpby(1, state.tracker, 1, moved) });
      const next = arrays.take(basis.length);
      if (retract(mixed, mixed.tracker, next)) matchSigns(next, startOf(task), rank);
      else next.set(basis);
      return {
        basis: next,
        head: steppedHead(arrays, head, along, { step: headStep / steps, bound: headBound }),
        averageReward,
        chain: ahead.chain,
        tracker: mixed.tracker,
        proposal,
      };
    },

    view: (state) => ({ ...valuesView(options, state), tracker: state.tracker, q: state.proposal }),
  };
}

/** The start that all agents know, made once for each length of features. */
function commonStarts({ rank, startSeed }: DeepcaTdOptions): (task: Task) => Float64Array {
  const known = new Map<number, Float64Array>();
  return ({ dimension }) => {
    const start = known.get(dimension) ?? commonBasis(dimension, rank, startSeed);
    known.set(dimension, start);
    return start;
  };
}

/** Turns columns so that their products with those of `reference` are not negative. */
function matchSigns(basis: Float64Array, reference: Float64Array, rank: number): void {
  for (let j = 0; j < rank; j++) {
    let product = 0;
    for (let at = j; at < basis.length; at += rank) product += basis[at] * reference[at];
    if (product >= 0) continue;
    for (let at = j; at < basis.length; at += rank) basis[at] = -basis[at];
  }
}

export const deepcaTdKind: AlgorithmKind = {
  kind: "deepca-td",
  summary: "subspace TD with DeEPCA's combiner: one tracked proposal travels, signs follow the start",
  options,
  examples: [
    { basisStep: 0.3, headStep: 0.3, rank: 2 },
    { basisStep: 0.3, headStep: 0.3, rank: 2, criterion: "discounted", retraction: "polar" },
  ],
  build(options: DeepcaTdOptions, { world }) {
    requireRank(options.rank, requireTasks(world, "deepca-td", options.criterion));
    requireKnown(options.sampling, world);
    return deepcaTd(options) as unknown as Algorithm;
  },
};
