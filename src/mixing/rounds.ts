// From one exchange to one round of several: what `gossipRounds` makes of sigma.
import { gapAfter, nthRoot } from "../math/decay.ts";
import { productOperator } from "../math/linear-operator.ts";
import { DENSE_LIMIT } from "./spectrum/rounding.ts";
import type { SpectralSummary } from "./spectrum/spectrum.ts";
import { spectrumOf } from "./spectrum/spectrum.ts";
import type { Stochasticity } from "./stochasticity.ts";
import type { MixingWindow } from "./window.ts";

/** The contraction of one round. */
export interface RoundContraction {
  readonly sigma: number;
  readonly oneMinusSigma: number;
  /**
   * Every round multiplies by the same matrix: the graph is static, or a round is a whole number of windows.
   */
  readonly fixed: boolean;
}

/**
 * ‖W^q − J‖₂ of a round of q exchanges; where the rounds of a time-varying graph differ, the root per round
 * of the norm over the fewest windows that make whole rounds.
 */
export function roundContraction(
  window: MixingWindow,
  spectral: SpectralSummary,
  facts: Stochasticity,
  gossipRounds: number,
): RoundContraction {
  const period = window.steps.length;
  const repeats = leastCommonMultiple(period, gossipRounds) / period;
  const rounds = (repeats * period) / gossipRounds;
  const { sigma, oneMinusSigma } = repeated(window, spectral, facts, repeats);
  if (rounds === 1) return { sigma, oneMinusSigma, fixed: true };
  const perRound = nthRoot(sigma, rounds);
  return { sigma: perRound, oneMinusSigma: 1 - perRound, fixed: false };
}

/** ‖P^repeats − J‖₂ of the window's product P. */
function repeated(
  { operator }: MixingWindow,
  spectral: SpectralSummary,
  facts: Stochasticity,
  repeats: number,
): { readonly sigma: number; readonly oneMinusSigma: number } {
  if (repeats === 1) return { sigma: spectral.sigma.value, oneMinusSigma: spectral.oneMinusSigma };
  if (facts.normal && facts.doublyStochastic) {
    const oneMinusSigma = gapAfter(spectral.oneMinusSigma, repeats);
    return { sigma: 1 - oneMinusSigma, oneMinusSigma };
  }
  const product = productOperator(new Array(repeats).fill(operator));
  const { sigma, oneMinusSigma } = spectrumOf(product, {
    doublyStochastic: facts.doublyStochastic,
    symmetric: false,
    // Only sigma is wanted: a normal matrix spares the spectral radius.
    normal: true,
    denseLimit: DENSE_LIMIT,
  });
  return { sigma: sigma.value, oneMinusSigma };
}

function leastCommonMultiple(a: number, b: number): number {
  const divisor = (x: number, y: number): number => (y === 0 ? x : divisor(y, x % y));
  return (a / divisor(a, b)) * b;
}
