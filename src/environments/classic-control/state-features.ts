// Linear features of continuous states: cosines of a few scaled coordinates, as long as 1 at most.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { normal, type Rng } from "../../math/random.ts";
import { cos } from "../../math/trigonometry.ts";

/** How a state becomes features. */
export const featureOptions = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fourier").describe("cos(π c·x), x scaled to [0, 1], for all whole c up to an order"),
    order: z.int().min(1).max(8).default(2).describe("largest whole number in c"),
    constant: z
      .boolean()
      .default(false)
      .describe("with c = 0: a constant, which differential values must not be able to express"),
  }),
  z.strictObject({
    kind: z.literal("random").describe("cos(w·x + b), x scaled to [−1, 1], for random w and b"),
    count: z.int().min(1).max(2000).default(64).describe("number of features"),
    width: z.number().min(0.001).default(1).describe("w is normal with standard deviation 1/width"),
  }),
]);

export type FeatureOptions = z.infer<typeof featureOptions>;

/** The features of scaled coordinates in [−1, 1]. */
export type Features = (scaled: readonly number[]) => Float64Array;

const mostFeatures = 4096;

/** @throws ScenarioError where the order makes too many features */
export function featuresOf(options: FeatureOptions, coordinates: number, rng: Rng): Features {
  return options.kind === "fourier" ? fourier(options, coordinates) : random(options, coordinates, rng);
}

function fourier(
  { order, constant }: Extract<FeatureOptions, { kind: "fourier" }>,
  width: number,
): Features {
  const count = (order + 1) ** width;
  if (count > mostFeatures) {
    const allowed = `at most ${mostFeatures} features, and ${width} coordinates make ${count}`;
    throw new ScenarioError("environment.features.order", order, allowed);
  }
  const waves = Array.from({ length: count }, (_, n) =>
    Array.from({ length: width }, (_, i) => Math.floor(n / (order + 1) ** i) % (order + 1)),
  ).slice(constant ? 0 : 1);
  const zero = new Float64Array(waves.length);
  const half = (x: number) => 0.5 + 0.5 * x;
  const along = cosines({ waves: Float64Array.from(waves.flat()), phases: zero, width, turn: Math.PI });
  return (scaled) => along(scaled.map(half));
}

function random(
  { count, width: kernelWidth }: Extract<FeatureOptions, { kind: "random" }>,
  width: number,
  rng: Rng,
): Features {
  const [waves, phases] = [new Float64Array(count * width), new Float64Array(count)];
  for (let n = 0; n < count; n++) {
    const draws = rng.fork("feature", n);
    for (let i = 0; i < width; i++) waves[n * width + i] = normal(draws) / kernelWidth;
    phases[n] = 2 * Math.PI * draws.next();
  }
  return cosines({ waves, phases, width, turn: 1 });
}

/** Waves in rows of `width`, and what each is ahead. */
interface Waves {
  readonly waves: Float64Array;
  readonly phases: Float64Array;
  readonly width: number;
  readonly turn: number;
}

/** cos(turn (phase + w·x)) of every wave, so scaled that the length is 1 at most. */
function cosines({ waves, phases, width, turn }: Waves): Features {
  const { length } = phases;
  const size = 1 / Math.sqrt(length);
  return (x) => {
    const out = new Float64Array(length);
    for (let n = 0, at = 0; n < length; n++) {
      let sum = phases[n];
      for (let i = 0; i < width; i++, at++) sum += waves[at] * x[i];
      out[n] = size * cos(turn * sum);
    }
    return out;
  };
}
