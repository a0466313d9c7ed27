// A pole to be kept upright, every agent with a pole, a gravity and a start of its own: the control tasks of
// arXiv 2603.02426.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { type Rng, rootRng } from "../../math/random.ts";
import { discountBy } from "../discount.ts";
import type { EpisodicTask, World, WorldContext, WorldKind } from "../environment.ts";
import { type Balance, cartPoleStep, type Pole } from "./cart-pole-dynamics.ts";
import { type Features, featureOptions, featuresOf } from "./state-features.ts";

const options = z.strictObject({
  poleLengths: z
    .array(z.number().min(0.05).max(10))
    .min(1)
    .default([0.5])
    .describe("half lengths of the poles in metres; agent k has the k-th, round and round"),
  gravities: z
    .array(z.number().min(0).max(100))
    .min(1)
    .default([9.8])
    .describe("gravities in m/s², likewise"),
  startAngles: z
    .array(z.number().min(-1.5).max(1.5))
    .min(1)
    .default([0])
    .describe("angles about which an episode begins, in radians, likewise"),
  mirrored: z
    .array(z.boolean())
    .min(1)
    .default([false])
    .describe("whether left and right are exchanged, likewise: no policy serves both"),
  force: z.number().positive().max(1000).default(10).describe("what pushes the cart, in newton"),
  failureAngle: z
    .number()
    .positive()
    .max(1.5707963267948966)
    .default(0.20943951023931953)
    .describe("the angle at which the pole has fallen; 12 degrees unless given"),
  features: featureOptions
    .default({ kind: "fourier", order: 2, constant: false })
    .describe("what values and policies are linear in"),
  rewardScale: z.number().positive().default(1).describe("what a step pays that the pole survives"),
  discount: discountBy(0.95),
});

type Options = z.infer<typeof options>;

/** Two actions, left and right; the pole has fallen beyond 2.4 m or the failure angle, and starts again. */
export const cartPole: WorldKind = {
  kind: "cart-pole",
  summary: "a pole on a cart, each agent with its own pole, gravity, start and sense of direction",
  options,
  examples: [
    { poleLengths: [0.5, 1] },
    { mirrored: [false, true], features: { kind: "random", count: 8 } },
  ],
  build: (options: Options, context: WorldContext): World => {
    checkStarts(options);
    const rng = options.features.kind === "random" ? rootRng(context.seed) : rootRng(0);
    const features = featuresOf(options.features, 4, rng.fork("cart-pole"));
    const pick = <T>(list: readonly T[], agent: number): T => list[agent % list.length];
    return {
      shares: Array.from({ length: context.agents }, (_, agent) => {
        const pole = { length: pick(options.poleLengths, agent), gravity: pick(options.gravities, agent) };
        const angle = pick(options.startAngles, agent);
        const force = options.force * (pick(options.mirrored, agent) ? -1 : 1);
        return { task: taskOf(options, { pole, angle, force }, features) };
      }),
    };
  },
};

/** A pole that has fallen before it is held would make episodes of one step, whatever is done. */
function checkStarts({ startAngles, failureAngle }: Options): void {
  const fallen = startAngles.findIndex((angle) => Math.abs(angle) >= failureAngle);
  if (fallen < 0) return;
  const place = `environment.startAngles[${fallen}]`;
  throw new ScenarioError(place, startAngles[fallen], `between ± failureAngle = ${failureAngle}`);
}

const farthest = 2.4;

/** Speeds that features tell apart: metres and radians per second. */
const fastest = [3, 3.5] as const;

function taskOf(
  { failureAngle, rewardScale, discount }: Options,
  { pole, angle, force }: { readonly pole: Pole; readonly angle: number; readonly force: number },
  features: Features,
): EpisodicTask {
  const start = (rng: Rng): Float64Array => {
    const balance = Float64Array.from({ length: 4 }, () => 0.1 * rng.next() - 0.05);
    balance[2] += angle;
    return balance;
  };
  const within = (x: number) => Math.min(1, Math.max(-1, x));
  return {
    actions: 2,
    discount,
    horizon: 500,
    rest: Float64Array.of(0, 0, angle, 0),
    start,
    step: (state, action, rng) => {
      const next = cartPoleStep(state as unknown as Balance, action === 1 ? force : -force, pole);
      const fallen = Math.abs(next[0]) > farthest || Math.abs(next[2]) > failureAngle;
      if (fallen) return { state: start(rng), reward: 0, ended: true };
      return { state: Float64Array.from(next), reward: rewardScale };
    },
    observe: ([place, speed, tilt, rate]) =>
      features([
        place / farthest,
        within(speed / fastest[0]),
        within(tilt / failureAngle),
        within(rate / fastest[1]),
      ]),
  };
}
