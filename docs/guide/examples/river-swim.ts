// A plug-in with a world: swimming up a river. A. L. Strehl, M. L. Littman, An analysis of model-based
// interval estimation for Markov decision processes (2008), Fig. 1; here the two rewards belong to
// different agents, and drifting down from the first state is staying there.
import { kernelOf, modelWorld, type World, type WorldContext, type WorldKind } from "hearsay";
import { z } from "zod";

const options = z.strictObject({
  states: z.int().min(2).max(10_000).default(6).describe("number of states S along the river"),
  near: z
    .number()
    .min(0)
    .max(1)
    .default(0.005)
    .describe("reward of even agents for swimming down in state 0"),
  discount: z.number().min(0).lt(1).default(0.95).describe("discount γ, 0 ≤ γ < 1"),
});

type Options = z.infer<typeof options>;

/** State 0 is down the river, where agents start. Action 0 swims down and arrives, action 1 swims up. */
const riverSwim: WorldKind = {
  kind: "river-swim",
  summary: "a river: even agents are paid a little at its mouth, odd agents 1 at its source",
  options,
  build({ states, near, discount }: Options, { agents }: WorldContext): World {
    const last = states - 1;
    const kernel = kernelOf(
      states,
      2,
      (state, action) => (action === 0 ? [[Math.max(0, state - 1), 1]] : upwards(state, last)),
      "environment",
    );
    const rewards = Array.from({ length: agents }, (_, agent) => {
      const reward = new Float64Array(2 * states);
      if (agent % 2 === 0) reward[0] = near;
      else reward[2 * last + 1] = 1;
      return reward;
    });
    const initial = Float64Array.from({ length: states }, (_, state) => (state === 0 ? 1 : 0));
    return modelWorld({ kernels: kernel, rewards, discount, initial });
  },
};

/** Up with 0.35, down with 0.05, else where one is; at the ends what cannot happen is staying. */
function upwards(state: number, last: number): [next: number, probability: number][] {
  if (state === 0)
    return [
      [0, 0.65],
      [1, 0.35],
    ];
  if (state === last)
    return [
      [last - 1, 0.05],
      [last, 0.95],
    ];
  return [
    [state - 1, 0.05],
    [state, 0.6],
    [state + 1, 0.35],
  ];
}

export default { environments: [riverSwim] };
