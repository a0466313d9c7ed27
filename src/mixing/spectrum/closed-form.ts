/** A choice of a scenario: a kind and its options by name. */
export interface Choice {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** Spectral quantities of a mixing matrix, to rounding. */
export interface ClosedForm {
  /** ‖W − J‖₂ */
  readonly sigma: number;
  /** 1 − ‖W − J‖₂, with full relative accuracy. */
  readonly oneMinusSigma: number;
  /** ρ(W − J) */
  readonly spectralRadius: number;
  /** Second largest and smallest eigenvalue; null unless W is symmetric. */
  readonly lambda2: number | null;
  readonly lambdaMin: number | null;
  /** Smallest and largest eigenvalue of I − W outside 1 where W is symmetric. */
  readonly gaps?: readonly [number, number];
}

/** From the smallest and largest eigenvalue of I − W outside 1, for a symmetric W. */
export function symmetricForm(smallest: number, largest: number): ClosedForm {
  const sigma = Math.max(Math.abs(1 - smallest), Math.abs(1 - largest));
  const oneMinusSigma = Math.min(...[smallest, largest].map((gap) => (gap <= 1 ? gap : 2 - gap)));
  return {
    sigma,
    oneMinusSigma,
    spectralRadius: sigma,
    lambda2: 1 - smallest,
    lambdaMin: 1 - largest,
    gaps: [smallest, largest],
  };
}

/** From 1 − sigma of a W that is normal but not symmetric. */
export function normalForm(oneMinusSigma: number): ClosedForm {
  const sigma = 1 - oneMinusSigma;
  return { sigma, oneMinusSigma, spectralRadius: sigma, lambda2: null, lambdaMin: null };
}
