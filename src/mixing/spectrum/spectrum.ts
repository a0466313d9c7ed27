// What the spectrum of W says about one exchange (or one window) of mixing.
import type { Complex } from "../../math/dense-spectrum.ts";
import type { Quantity } from "../../math/lanczos.ts";
import type { LinearOperator } from "../../math/linear-operator.ts";
import type { Stochasticity } from "../stochasticity.ts";
import type { ClosedForm } from "./closed-form.ts";
import { doublyStochasticSpectrum, symmetricSpectrum } from "./doubly-stochastic.ts";
import { generalSpectrum } from "./general.ts";
import { DENSE_LIMIT } from "./rounding.ts";

/** How a number was found. */
export type SpectrumMethod = "dense" | "lanczos" | "closed form";

/** Spectral quantities of W against J = 11ᵀ/N. */
export interface SpectralSummary {
  /** ‖W − J‖₂ */
  readonly sigma: Quantity;
  /** 1 − ‖W − J‖₂, accurate where sigma rounds to 1. */
  readonly oneMinusSigma: number;
  /** ρ(W − J): equal to sigma for a normal W, at most sigma else; the modulus of λ₂ where rows sum to 1. */
  readonly spectralRadius: Quantity;
  /** Second largest eigenvalue; null unless W is symmetric. */
  readonly lambda2: number | null;
  /** Smallest eigenvalue; null unless W is symmetric. */
  readonly lambdaMin: number | null;
  readonly method: SpectrumMethod;
  /**
   * All eigenvalues of W: real and descending (symmetric), complex by modulus (normal), else or beyond the
   * limit null.
   */
  readonly eigenvalues: readonly number[] | readonly Complex[] | null;
  /**
   * Singular values of W − J, descending; null for symmetric W (moduli of the eigenvalues) and beyond the
   * limit.
   */
  readonly singularValues: readonly number[] | null;
}

/** What is known of W and how far to go. */
export interface SpectrumOptions extends Pick<Stochasticity, "doublyStochastic" | "symmetric" | "normal"> {
  /** Largest N for which whole spectra are computed, densely. */
  readonly denseLimit: number;
  /** Stationary weights π where π_i w_ij = π_j w_ji, so that W is similar to a symmetric matrix. */
  readonly reversible?: Float64Array | undefined;
  /** The closed form of W; taken where Lanczos would need more than `LANCZOS_WORK` multiplications. */
  readonly closedForm?: ClosedForm | undefined;
}

/**
 * Multiplications beyond which a closed form is preferred: some seconds, reached by a ring of about 30,000
 * agents.
 */
const LANCZOS_WORK = 2e9;

/** The spectral quantities of an operator; see {@link SpectralSummary}. */
export function spectrumOf(operator: LinearOperator, options: SpectrumOptions): SpectralSummary {
  const { closedForm } = options;
  if (closedForm && operator.size > DENSE_LIMIT && isIllGapped(operator, closedForm)) {
    return closedSummary(closedForm);
  }
  if (!options.doublyStochastic) return generalSpectrum(operator, options);
  return options.symmetric
    ? symmetricSpectrum(operator, options)
    : doublyStochasticSpectrum(operator, options);
}

/** Lanczos takes about 5/√(1 − sigma) steps, each a product and some ten passes over a vector. */
function isIllGapped({ size, work }: LinearOperator, { oneMinusSigma }: ClosedForm): boolean {
  return (5 * (work + 10 * size)) / Math.sqrt(oneMinusSigma) > LANCZOS_WORK;
}

function closedSummary(form: ClosedForm): SpectralSummary {
  const exact = (value: number) => ({
    value,
    residual: Number.EPSILON,
    iterations: 0,
    converged: true,
  });
  return {
    sigma: exact(form.sigma),
    oneMinusSigma: form.oneMinusSigma,
    spectralRadius: exact(form.spectralRadius),
    lambda2: form.lambda2,
    lambdaMin: form.lambdaMin,
    method: "closed form",
    eigenvalues: null,
    singularValues: null,
  };
}
