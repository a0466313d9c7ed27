// Swing-up of an acrobot, every agent with links of its own length: the tasks of arXiv 2603.02426.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { type Rng, rootRng } from "../../math/random.ts";
import { discountBy } from "../discount.ts";
import type { EpisodicTask, World, WorldContext, WorldKind } from "../environment.ts";
import {
  acrobotStep,
  actionTime,
  contained,
  fastest,
  type Links,
  type Posture,
  tipHeight,
} from "./acrobot-dynamics.ts";
import { type Features, featureOptions, featuresOf } from "./state-features.ts";

const lengths = z.array(z.number().min(0.1).max(10)).min(1);

const options = z.strictObject({
  firstLinks: lengths
    .default([1])
    .describe("lengths of the first link; agent k has the k-th, round and round"),
  secondLinks: lengths.default([1]).describe("lengths of the second link, likewise"),
  mirrored: z
    .array(z.boolean())
    .min(1)
    .default([false])
    .describe("whether the torques chosen are reversed, likewise: no policy serves both"),
  policy: z
    .enum(["free", "pump"])
    .default("free")
    .describe("the agent chooses among three torques; or a fixed policy that pumps energy, for prediction"),
  features: featureOptions
    .default({ kind: "fourier", order: 2, constant: false })
    .describe("what values and policies are linear in"),
  rewardScale: z.number().positive().default(1).describe("a step costs so much until the tip is up"),
  discount: discountBy(0.95),
});

type Options = z.infer<typeof options>;

/** −scale a step until the tip is higher than the first link is long; then a new start near hanging. */
export const acrobot: WorldKind = {
  kind: "acrobot",
  summary: "swing-up of two links by a motor at the elbow, each agent with its own lengths",
  options,
  examples: [{ firstLinks: [1, 2] }, { policy: "pump", features: { kind: "random", count: 8 } }],
  build: (options: Options, context: WorldContext): World => {
    if (options.policy === "pump" && options.mirrored.includes(true)) {
      throw new ScenarioError(
        "environment.mirrored",
        true,
        "false with policy: pump, which chooses no torques",
      );
    }
    const rng = options.features.kind === "random" ? rootRng(context.seed) : rootRng(0);
    const features = featuresOf(options.features, 4, rng.fork("acrobot"));
    const pick = <T>(list: readonly T[], agent: number): T => list[agent % list.length];
    return {
      shares: Array.from({ length: context.agents }, (_, agent) => {
        const links = { first: pick(options.firstLinks, agent), second: pick(options.secondLinks, agent) };
        return { task: taskOf(options, links, pick(options.mirrored, agent) ? -1 : 1, features) };
      }),
    };
  },
};

/** The largest angles and speeds there are: what features see lies within [−1, 1]. */
const scale = [Math.PI, Math.PI, ...fastest] as const;

function taskOf(
  { policy, rewardScale, discount }: Options,
  links: Links,
  direction: number,
  features: Features,
): EpisodicTask {
  const start = (rng: Rng): Float64Array => Float64Array.from({ length: 4 }, () => 0.2 * rng.next() - 0.1);
  return {
    actions: policy === "free" ? 3 : 1,
    discount,
    horizon: 500,
    rest: new Float64Array(4),
    start,
    step: (state, action, rng) => {
      const posture = state as unknown as Posture;
      const torque = policy === "free" ? direction * (action - 1) : pumping(posture);
      const next = contained(acrobotStep(posture, torque, links, actionTime));
      const up = tipHeight(next, links) > links.first;
      if (up) return { state: start(rng), reward: 0, ended: true };
      return { state: Float64Array.from(next), reward: -rewardScale };
    },
    observe: (state) => features(Array.from(state, (entry, i) => entry / scale[i])),
  };
}

/** Pushes the second link the way it turns: the motor's power is never negative. */
function pumping([, , , speed2]: Posture): number {
  return speed2 >= 0 ? 1 : -1;
}
