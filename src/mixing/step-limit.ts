// The largest FedNPG step that its theory covers.
import { log } from "../math/logarithm.ts";

/** What the limit depends on. */
export interface StepLimitInputs {
  /** Number of agents N. */
  readonly agents: number;
  /** ‖W − J‖₂ of one round's exchange, in [0, 1). */
  readonly sigma: number;
  /** 1 − sigma. */
  readonly oneMinusSigma: number;
  /** γ in [0, 1). */
  readonly discount: number;
}

/**
 * Largest step of vanilla FedNPG that its convergence theorem covers,
 * η₁ = (1 − σ)²(1 − γ)³ / (8(1 + γ)γ√N σ²); infinite where σ or γ is 0. Source: Yang et al.,
 * arXiv 2311.00201 (FedNPG), step condition of the vanilla theorem.
 */
export function vanillaStepLimit({ agents, sigma, oneMinusSigma, discount }: StepLimitInputs): number {
  const horizon = 1 - discount;
  const numerator = oneMinusSigma * oneMinusSigma * horizon * horizon * horizon;
  return numerator / (8 * (1 + discount) * discount * Math.sqrt(agents) * sigma * sigma);
}

/**
 * Largest step of entropy-regularised FedNPG that its convergence theorem covers, η₀ = min{(1 − γ)/τ, ζ}
 * with ζ = (1 − γ)(1 − σ)² τ / (8[τ S₀ σ² + 10 M c σ²/(1 − γ) + (1 − σ)² τ²/16]),
 * M = γ(1 + γ + 2τ(1 − γ) log A)/(1 − γ)², c = MN/(1 − γ), S₀ = M√N(2 + √(2N) + M√N/τ).
 * Source: the same paper, step condition of the entropy-regularised theorem.
 *
 * @param temperature τ > 0
 * @param logActions log A, A the number of actions
 */
export function entropyStepLimit(
  { agents, sigma, oneMinusSigma, discount }: StepLimitInputs,
  temperature: number,
  logActions: number,
): number {
  const horizon = 1 - discount;
  const root = Math.sqrt(agents);
  const smoothness =
    (discount * (1 + discount + 2 * temperature * horizon * logActions)) / (horizon * horizon);
  const spread = (smoothness * agents) / horizon;
  const start = smoothness * root * (2 + Math.sqrt(2 * agents) + (smoothness * root) / temperature);
  const contraction = oneMinusSigma * oneMinusSigma;
  const zeta =
    (horizon * contraction * temperature) /
    (8 *
      (temperature * start * sigma * sigma +
        (10 * smoothness * spread * sigma * sigma) / horizon +
        (contraction * temperature * temperature) / 16));
  return Math.min(horizon / temperature, zeta);
}

/**
 * The step limit for a temperature τ ≥ 0: {@link vanillaStepLimit} at τ = 0, else {@link entropyStepLimit},
 * which is never above (1 − γ)/τ.
 *
 * @param actions number of actions A ≥ 1; only used for τ > 0
 */
export function stepLimit(inputs: StepLimitInputs, temperature: number, actions: number): number {
  if (temperature === 0) return vanillaStepLimit(inputs);
  return entropyStepLimit(inputs, temperature, log(actions));
}
