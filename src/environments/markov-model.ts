// A finite discounted MDP as an environment, and worlds made of such models.
import { assert, ScenarioError } from "../error.ts";
import { checkDistribution, draw } from "./distribution.ts";
import type { Kernel, MarkovModel, World } from "./environment.ts";
import { shareEqualKernels } from "./kernel.ts";
import { type RowDraws, rowDrawsOf } from "./row-draws.ts";

/** The known dynamics of a MarkovModel, and what is seen of them where that is not the state itself. */
export type Dynamics = Pick<MarkovModel, "kernel" | "reward" | "discount" | "initial" | "policyFeatures"> &
  Partial<Pick<MarkovModel, "observe">>;

/**
 * The model with these dynamics. `start` and `step` draw one uniform number each; `observe` is the
 * one-hot vector of the state unless given.
 * @param place where the numbers come from, as errors should say
 * @throws ScenarioError where the discount is outside [0, 1), a reward is not finite or above 1e100 in
 * size, or the initial distribution is none
 */
export function markovModel(dynamics: Dynamics, place = "environment"): MarkovModel {
  const { kernel, reward, initial } = dynamics;
  assert(reward.length === kernel.states * kernel.actions, "one reward per state and action");
  assert(initial.length === kernel.states, "one initial probability per state");
  checkDiscount(dynamics.discount, `${place}, discount`);
  const row = reward.findIndex((value) => !isReward(value));
  if (row >= 0) {
    const [state, action] = [Math.floor(row / kernel.actions), row % kernel.actions];
    throw unusableReward(`${place}, state ${state}, action ${action}, reward`, reward[row]!);
  }
  checkDistribution(initial, `${place}, start`);
  // Made when a first step is taken: few algorithms take one.
  let draws: RowDraws | undefined;
  return {
    observe: (state) => {
      const oneHot = new Float64Array(kernel.states);
      oneHot[state] = 1;
      return oneHot;
    },
    ...dynamics,
    actions: kernel.actions,
    start: (rng) => draw(initial, 0, kernel.states, rng),
    step: (state, action, rng) => {
      const row = state * kernel.actions + action;
      draws ??= rowDrawsOf(kernel);
      return { state: draws(row, rng), reward: reward[row]! };
    },
  };
}

/** @throws ScenarioError where `discount` is outside [0, 1) */
function checkDiscount(discount: number, place: string): void {
  if (discount >= 0 && discount < 1) return;
  throw new ScenarioError(place, discount, "the discount must be at least 0 and below 1");
}

/**
 * Whether `value` is finite and of size at most 1e100: far from overflow, so that values and their squares
 * are finite.
 */
export function isReward(value: number): boolean {
  return Math.abs(value) <= 1e100;
}

/** The error for a number that `isReward` refuses. */
export function unusableReward(place: string, value: unknown): ScenarioError {
  return new ScenarioError(place, value, "a reward must be a finite number of size at most 1e100");
}

/** Mean over agents of r_n(s, a), summed in ascending agent order. */
export function meanReward(rewards: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(rewards[0]!.length);
  for (const reward of rewards) for (let i = 0; i < sum.length; i++) sum[i]! += reward[i]!;
  return sum.map((value) => value / rewards.length);
}

/**
 * The world in which agent n has `kernels[n]` (or the one kernel of all) and `rewards[n]`. Kernels that
 * hold the same numbers become one object; where all agents have it, the world has a mean task.
 * @throws ScenarioError as `markovModel`
 */
export function modelWorld(
  parts: {
    readonly kernels: Kernel | readonly Kernel[];
    readonly rewards: readonly Float64Array[];
    readonly discount: number;
    readonly initial: Float64Array;
    /** What is seen of a state, by all agents. */
    readonly observe?: MarkovModel["observe"];
    readonly policyFeatures?: NonNullable<MarkovModel["policyFeatures"]>;
  },
  place = "environment",
): World {
  const { rewards, discount, initial, observe, policyFeatures } = parts;
  const seen = { ...(observe && { observe }), ...(policyFeatures && { policyFeatures }) };
  checkDiscount(discount, `${place}, discount`);
  checkDistribution(initial, `${place}, start`);
  const kernels =
    "next" in parts.kernels ? rewards.map(() => parts.kernels as Kernel) : shareEqualKernels(parts.kernels);
  const shares = rewards.map((reward, agent) => {
    const kernel = kernels[agent]!;
    return {
      model: markovModel({ kernel, reward, discount, initial, ...seen }, `${place}, agent ${agent}`),
    };
  });
  if (kernels.some((kernel) => kernel !== kernels[0])) return { shares };
  const mean = { kernel: kernels[0]!, reward: meanReward(rewards), discount, initial, ...seen };
  return { shares, meanTask: markovModel(mean, place) };
}
