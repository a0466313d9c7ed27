// The running means of φ(s_0) (γᴸ φ(s_L) − φ(s_0))ᵀ, of φ(s_0) Σ γˡ r_l and of φ(s_0) Σ γˡ along a chain.
import type { Arrays } from "../../math/arrays.ts";
import type { Rng } from "../../math/random.ts";
import { type ChainState, discountOf, type Task } from "./task.ts";
import { type ChainOptions, chainSteps } from "./temporal-difference.ts";

/** The means after some rounds, and where the chain stands. */
export interface RunningMean {
  /** d × d, row by row. */
  readonly matrix: Float64Array;
  readonly offset: Float64Array;
  readonly perAverageReward: Float64Array;
  readonly chain: ChainState;
}

/** The means after one more round, t ≥ 1, of `steps` steps, and the mean of its rewards. */
export function meanAfter(
  task: Task,
  last: RunningMean,
  { rng, arrays, round }: { readonly rng: Rng; readonly arrays: Arrays; readonly round: number },
  { steps, criterion }: Pick<ChainOptions, "steps" | "criterion">,
): RunningMean & { readonly reward: number } {
  const first = task.features(last.chain);
  const discount = discountOf(criterion, task);
  const walked = chainSteps(task, last.chain, { steps, discount }, rng);
  const ahead = task.features(walked.chain);
  const offset = arrays.copy(last.offset);
  const perAverageReward = arrays.copy(last.perAverageReward);
  const matrix = arrays.copy(last.matrix);
  for (let i = 0, at = 0; i < first.length; i++) {
    offset[i] += (first[i] * walked.discounted - offset[i]) / round;
    perAverageReward[i] += (first[i] * walked.perAverageReward - perAverageReward[i]) / round;
    for (let j = 0; j < first.length; j++, at++) {
      matrix[at] += (first[i] * (walked.factor * ahead[j] - first[j]) - matrix[at]) / round;
    }
  }
  return { matrix, offset, perAverageReward, chain: walked.chain, reward: walked.sum / steps };
}
