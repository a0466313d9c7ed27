// Garnet: random MDPs with few successors per state and action (Archibald, McKinnon and Thomas, "On the
// generation of Markov decision processes", 1995), with a dial for how far agents differ, as in Labbi et
// al., arXiv 2505.23459: P_n = (1 − e) P + e P'_n and r_n = (1 − e) r + e r'_n.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { type Rng, rootRng, uniformInt } from "../math/random.ts";
import { discountOption } from "./discount.ts";
import type { Kernel, World, WorldContext, WorldKind } from "./environment.ts";
import { kernelOf, type Outcome } from "./kernel.ts";
import { modelWorld } from "./markov-model.ts";
import { mostEntries, requireSize } from "./size.ts";

const dial = z.number().min(0).max(1);

const options = z.strictObject({
  states: z.int().min(1).max(100_000).default(50).describe("number of states S"),
  actions: z.int().min(1).max(1000).default(4).describe("number of actions A"),
  branching: z
    .int()
    .min(1)
    .max(100_000)
    .default(5)
    .describe("number of successors of every state and action, at most S"),
  rewardHeterogeneity: dial
    .default(1)
    .describe("e of the rewards: 0 = all agents have the same, 1 = each agent its own"),
  kernelHeterogeneity: dial
    .default(0)
    .describe(
      "e of the kernels: 0 = all agents share one, 1 = each agent its own; beyond 0 no optimum is known",
    ),
  discount: discountOption,
});

type Options = z.infer<typeof options>;

/** Rewards uniform in [0, 1], initial state uniform. */
export const garnet: WorldKind = {
  kind: "garnet",
  summary: "a random sparse MDP, with dials for how much the agents' rewards and kernels differ",
  options,
  build: (options: Options, context: WorldContext): World => {
    const { states, branching, discount } = options;
    if (branching > states) {
      throw new ScenarioError("environment.branching", branching, `it must be at most states = ${states}`);
    }
    const kernels = options.kernelHeterogeneity === 0 ? 1 : context.agents;
    requireSize("environment", { kernels, states, actions: options.actions, branching }, mostEntries);
    requireSize("environment", { agents: context.agents, states, actions: options.actions });
    const rng = rootRng(context.seed).fork("garnet");
    const everyAgent = <T>(build: (agent: number) => T): T[] =>
      Array.from({ length: context.agents }, (_, agent) => build(agent));
    const kernel = kernelOf(
      states,
      options.actions,
      randomRows(options, rng.fork("kernel")),
      "environment",
    );
    const reward = randomReward(options, rng.fork("reward"));
    return modelWorld({
      kernels:
        options.kernelHeterogeneity === 0
          ? kernel
          : everyAgent((agent) => ownKernel(kernel, options, rng.fork("kernel", agent))),
      rewards: everyAgent((agent) => {
        const own = randomReward(options, rng.fork("reward", agent));
        return reward.map((common, row) => mixture(common, own[row]!, options.rewardHeterogeneity));
      }),
      discount,
      initial: new Float64Array(states).fill(1 / states),
    });
  },
};

/** The kernel (1 − e) P + e P', P' drawn from `rng`. */
function ownKernel(common: Kernel, options: Options, rng: Rng): Kernel {
  const own = randomRows(options, rng);
  const e = options.kernelHeterogeneity;
  const rows = (state: number, action: number): Outcome[] => {
    const row = new Map<number, number>();
    const at = state * common.actions + action;
    for (let k = common.offsets[at]!; k < common.offsets[at + 1]!; k++) {
      row.set(common.next[k]!, (1 - e) * common.probability[k]!);
    }
    for (const [next, probability] of own(state, action)) {
      row.set(next, (row.get(next) ?? 0) + e * probability);
    }
    return [...row];
  };
  return kernelOf(common.states, common.actions, rows, "environment");
}

/**
 * Rows with `branching` distinct successors, weighted by the gaps between sorted uniform cuts of [0, 1].
 */
function randomRows(
  { states, branching }: Options,
  rng: Rng,
): (state: number, action: number) => Outcome[] {
  return (state, action) => {
    const row = rng.fork(state, action);
    const cuts = Array.from({ length: branching - 1 }, () => row.next()).sort((a, b) => a - b);
    const successors = distinctInts(branching, states, row);
    return successors.map((next, k) => [next, (cuts[k] ?? 1) - (cuts[k - 1] ?? 0)]);
  };
}

/** `count` distinct numbers of 0 … n − 1, all subsets equally likely (Floyd's algorithm). */
function distinctInts(count: number, n: number, rng: Rng): number[] {
  const drawn = new Set<number>();
  for (let limit = n - count; limit < n; limit++) {
    const candidate = uniformInt(rng, limit + 1);
    drawn.add(drawn.has(candidate) ? limit : candidate);
  }
  return [...drawn];
}

function randomReward({ states, actions }: Options, rng: Rng): Float64Array {
  return Float64Array.from({ length: states * actions }, () => rng.next());
}

function mixture(common: number, own: number, e: number): number {
  return e === 0 ? common : (1 - e) * common + e * own;
}
