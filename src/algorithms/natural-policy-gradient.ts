// What the natural-policy-gradient algorithms have in common: their options, step limit and coefficients.
import { z } from "zod";
import type { MarkovModel, World } from "../environments/environment.ts";
import { shapeOf } from "../environments/withheld.ts";
import { ScenarioError } from "../error.ts";
import type { Algorithm, AlgorithmKind, State } from "./algorithm.ts";
import { evaluationNoise } from "./evaluation-noise.ts";

/** Options of every NPG algorithm. */
export const npgOptions = z.strictObject({
  stepSize: z.number().positive().describe("step η > 0; with temperature τ > 0 at most (1−γ)/τ"),
  temperature: z
    .number()
    .nonnegative()
    .default(0)
    .describe("entropy temperature τ ≥ 0; 0 is the vanilla method"),
  evaluationNoise: evaluationNoise.optional().describe("error added to every evaluated Q"),
});

/** η > 0, τ ≥ 0 and optional noise, as a scenario gives them; defaults filled in. */
export type NpgOptions = z.infer<typeof npgOptions>;

/** What the laws examine every NPG algorithm by. */
export const npgExamples = [
  { stepSize: 0.02 },
  { stepSize: 0.05, temperature: 0.1 },
  { stepSize: 0.05, evaluationNoise: { kind: "gaussian", size: 0.1 } },
];

/** The two coefficients of the policy step: log π ← α log π + gain·T. */
export interface PolicyGain {
  /** α = 1 − ητ/(1−γ), in [0, 1]. */
  readonly alpha: number;
  /** η/(1−γ). */
  readonly gain: number;
}

/** Relative slack of the step limit: η = (1−γ)/τ itself must pass whatever way it was computed. */
const limitTolerance = 1e-12;

/**
 * α and gain of arXiv 2311.00201, Algorithms 1 (τ = 0) and 2 (τ > 0).
 * @throws ScenarioError where η exceeds (1−γ)/τ
 */
export function policyGain({ stepSize, temperature }: NpgOptions, discount: number): PolicyGain {
  const limit = (1 - discount) / temperature;
  if (stepSize > limit * (1 + limitTolerance)) {
    throw new ScenarioError("algorithm.stepSize", stepSize, `at most (1−γ)/τ = ${limit}`);
  }
  return {
    alpha: Math.max(0, 1 - (stepSize * temperature) / (1 - discount)),
    gain: stepSize / (1 - discount),
  };
}

/**
 * The models of a world of models that are known here.
 * @throws ScenarioError where the world has none
 */
export function modelsOf(world: World, algorithm: string): readonly MarkovModel[] {
  return world.shares.flatMap((share) => {
    if ("model" in share) return [share.model];
    if ("withheld" in share) return [];
    const found = "values" in share ? "values" : "a task without known dynamics";
    throw new ScenarioError("environment.kind", found, `${algorithm} needs a world with known dynamics`);
  });
}

/** The kind of an NPG algorithm: its options, checked against the discount of every agent's model. */
export function npgKind<S extends State>(
  kind: string,
  summary: string,
  make: (options: NpgOptions) => Algorithm<S, { model: MarkovModel }>,
): AlgorithmKind {
  return {
    kind,
    summary,
    options: npgOptions,
    examples: npgExamples,
    build(options: NpgOptions, { world }) {
      modelsOf(world, kind);
      for (const share of world.shares) policyGain(options, shapeOf(share)!.discount);
      return { ...(make(options) as unknown as Algorithm), temperature: options.temperature };
    },
  };
}
