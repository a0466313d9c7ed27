// The L-step temporal difference of linear values, drawn from a chain or in expectation.
//
//   δ = Σ_{l<L} γˡ (r_l − η) + (γᴸ φ(s_L) − φ(s_0))ᵀ z
//
// with η = 0 where values are discounted, γ = 1 where they are differential.
import { z } from "zod";
import type { Kernel, World } from "../../environments/environment.ts";
import { shapeOf } from "../../environments/withheld.ts";
import { ScenarioError } from "../../error.ts";
import { type Rng, uniformInt } from "../../math/random.ts";
import { expectation, hasOneStationary } from "./expectation.ts";
import { type ChainState, discountOf, type Task } from "./task.ts";

/** Options of every algorithm that predicts values along a chain. */
export const chainOptions = z.strictObject({
  steps: z.int().min(1).max(100_000).default(1).describe("steps L of the chain in a round"),
  criterion: z
    .enum(["average", "discounted"])
    .default("average")
    .describe("differential values with an estimated average reward, or discounted ones"),
  averageRewardStep: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("step of the average-reward estimate; 1/t unless given, so that it is the mean so far"),
  sampling: z
    .enum(["chain", "expected"])
    .default("chain")
    .describe("draw the chain, or take every update's exact mean, from the agent's own known dynamics"),
});

export type ChainOptions = z.infer<typeof chainOptions>;

/** Where a learner stands in its chain. */
export interface Chain {
  readonly chain: ChainState;
  /** η; 0 where values are discounted. */
  readonly averageReward: number;
}

/** What L steps have shown. */
export interface Difference {
  /** δ φ(s_0), d numbers; in expectation, its mean under the stationary distribution. */
  readonly direction: Float64Array;
  /** The mean of the L rewards. */
  readonly reward: number;
  /** s_L. */
  readonly chain: ChainState;
}

/** How agents look L steps ahead: the difference for values φ(s)ᵀ z. `out` receives the direction. */
export type Lookahead = (
  task: Task,
  from: Chain,
  weights: Float64Array,
  agent: { readonly rng: Rng },
  out: Float64Array,
) => Difference;

/** The look ahead that the options ask for. */
export function lookahead({ steps, criterion, sampling }: ChainOptions): Lookahead {
  if (sampling === "chain") {
    return (task, from, weights, { rng }, out) => {
      const discount = discountOf(criterion, task);
      return difference(task, from, weights, { steps, discount }, rng, out);
    };
  }
  const expected = expectation(steps, criterion);
  return (task, { chain, averageReward }, weights, _, out) => ({
    ...expected(task, averageReward, weights, out),
    chain,
  });
}

/** How a chain is walked. */
export interface Walk {
  /** L. */
  readonly steps: number;
  /** γ. */
  readonly discount: number;
  /** How actions are drawn; uniformly unless given: worlds for prediction have one. */
  readonly act?: (state: ChainState, rng: Rng) => number;
}

/** L steps of a chain, as sums. */
export interface Walked {
  /** Σ_l γˡ r_l. */
  readonly discounted: number;
  /** Σ_l γˡ. */
  readonly perAverageReward: number;
  /** Σ_l r_l. */
  readonly sum: number;
  /** γᴸ; 0 where an episode has ended. */
  readonly factor: number;
  /** s_L. */
  readonly chain: ChainState;
}

/** Walks L steps from `start`. */
export function chainSteps(
  { environment }: Task,
  start: ChainState,
  { steps, discount, act }: Walk,
  rng: Rng,
): Walked {
  const { actions } = environment;
  let chain = start;
  let discounted = 0,
    perAverageReward = 0,
    sum = 0,
    factor = 1;
  for (let l = 0; l < steps; l++) {
    const action = act ? act(chain, rng) : actions === 1 ? 0 : uniformInt(rng, actions);
    const { state, reward, ended } = environment.step(chain, action, rng);
    discounted += factor * reward;
    perAverageReward += factor;
    sum += reward;
    // With discounting nothing after an episode's end counts; average rewards run through it.
    factor *= ended === true && discount < 1 ? 0 : discount;
    chain = state;
  }
  return { discounted, perAverageReward, sum, factor, chain };
}

/** δ φ(s_0) of a walk; `out` receives it. */
export function difference(
  task: Task,
  { chain: start, averageReward }: Chain,
  weights: Float64Array,
  walk: Walk,
  rng: Rng,
  out: Float64Array,
): Difference {
  const walked = chainSteps(task, start, walk, rng);
  const first = task.features(start);
  const last = task.features(walked.chain);
  let delta = walked.discounted - averageReward * walked.perAverageReward;
  for (let i = 0; i < weights.length; i++) delta += (walked.factor * last[i] - first[i]) * weights[i];
  for (let i = 0; i < out.length; i++) out[i] = delta * first[i];
  return { direction: out, reward: walked.sum / walk.steps, chain: walked.chain };
}

/** η + step (r̄ − η), the step 1/t unless given: the estimate after round t ≥ 1. */
export function averageRewardAfter(
  { criterion, averageRewardStep }: Pick<ChainOptions, "criterion" | "averageRewardStep">,
  estimate: number,
  reward: number,
  round: number,
): number {
  if (criterion === "discounted") return 0;
  return estimate + (averageRewardStep ?? 1 / round) * (reward - estimate);
}

/**
 * @throws ScenarioError where expected updates are asked of a world without known dynamics, or in which an
 * agent's chain has no single stationary distribution to take the mean under
 */
export function requireKnown(sampling: ChainOptions["sampling"], { shares }: World): void {
  if (sampling === "chain") return;
  const refuse = (found: string) => {
    throw new ScenarioError("algorithm.sampling", sampling, `${found}; use chain`);
  };
  if (shares.some((share) => shapeOf(share) === undefined)) refuse("this world's dynamics are not known");
  const seen = new Set<Kernel>();
  for (const [agent, share] of shares.entries()) {
    if (!("model" in share) || seen.has(share.model.kernel)) continue;
    seen.add(share.model.kernel);
    if (!hasOneStationary(share.model.kernel))
      refuse(`from some state agent ${agent} never comes to state 0`);
  }
}
