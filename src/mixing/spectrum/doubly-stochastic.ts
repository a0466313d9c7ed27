// Doubly stochastic W: everything happens on the complement of 1, on I − W, so that 1 − sigma keeps its
// digits.
import {
  denseOf,
  normalEigenvalues,
  singularValues,
  symmetricEigenvalues,
} from "../../math/dense-spectrum.ts";
import type { Quantity } from "../../math/lanczos.ts";
import { lanczosExtremes } from "../../math/lanczos.ts";
import type { LinearOperator } from "../../math/linear-operator.ts";
import { deviationFrom } from "./deviation.ts";
import { powerRadius } from "./radius.ts";
import { complementary, DENSE_LIMIT, direct, snapped } from "./rounding.ts";
import type { SpectralSummary, SpectrumMethod, SpectrumOptions } from "./spectrum.ts";

/** W symmetric: sigma = max(λ₂, −λ_min), both ends from I − W. */
export function symmetricSpectrum(
  operator: LinearOperator,
  { denseLimit }: SpectrumOptions,
): SpectralSummary {
  const { size } = operator;
  if (size === 1) return summary(direct(1, 1), direct(1, 1), "dense", [1]);
  const gaps =
    size <= denseLimit ? symmetricEigenvalues(denseOf(operator, operator.difference), size) : null;
  // The eigenvector 1 of I − W has eigenvalue 0: drop the entry nearest to it.
  const zero = gaps?.reduce((best, gap, k) => (Math.abs(gap) < Math.abs(gaps[best]) ? k : best), 0) ?? 0;
  const rest = gaps?.filter((_, k) => k !== zero);
  const eigenvalues = rest && [1, ...Array.from(rest, (gap) => snapped(1 - gap))].sort((a, b) => b - a);
  if (size > DENSE_LIMIT || rest === undefined) {
    const { smallest, largest } = lanczosExtremes(operator.difference, size, {
      smallest: true,
      largest: true,
      exclude: new Float64Array(size).fill(1 / Math.sqrt(size)),
      tolerance: accurateNear(2),
    });
    return summary(smallest!, largest!, "lanczos", eigenvalues ?? null);
  }
  return summary(direct(rest[0], size), direct(rest[size - 2], size), "dense", eigenvalues ?? null);
}

/** From the extreme eigenvalues of I − W on the complement of 1. */
function summary(
  smallest: Quantity,
  largest: Quantity,
  method: SpectrumMethod,
  eigenvalues: readonly number[] | null,
): SpectralSummary {
  const gaps = [smallest.value, largest.value];
  const decisive = Math.abs(1 - gaps[0]) >= Math.abs(1 - gaps[1]) ? smallest : largest;
  const { sigma, oneMinusSigma } = complementary(
    Math.abs(1 - decisive.value),
    Math.min(...gaps.map((gap) => (gap <= 1 ? gap : 2 - gap))),
    Math.max(1e-15, decisive.iterations === 0 ? decisive.residual : 0),
  );
  const quantity = {
    value: sigma,
    residual: decisive.residual,
    iterations: Math.max(smallest.iterations, largest.iterations),
    converged: smallest.converged && largest.converged,
  };
  return {
    sigma: quantity,
    oneMinusSigma,
    spectralRadius: quantity,
    lambda2: eigenvalueAt(smallest.value),
    lambdaMin: eigenvalueAt(largest.value),
    method,
    eigenvalues,
    singularValues: null,
  };
}

/** An eigenvalue of W from one of I − W; rounding around 0, 1 and −1 is cleared. */
function eigenvalueAt(gap: number): number {
  return Math.abs(gap) <= 1e-15 ? 1 : Math.abs(gap - 2) <= 1e-15 ? -1 : snapped(1 - gap);
}

/** W not symmetric: sigma from singular values, or from Lanczos on I − WᵀW = L + Lᵀ − LᵀL with L = I − W. */
export function doublyStochasticSpectrum(
  operator: LinearOperator,
  options: SpectrumOptions,
): SpectralSummary {
  const { size } = operator;
  const dense = size <= options.denseLimit ? denseOf(deviationFrom(operator)) : null;
  const values = dense && Array.from(singularValues(dense, size), snapped);
  const sigma =
    values && size <= DENSE_LIMIT
      ? { ...nearOne(values[0], size), quantity: direct(values[0], size) }
      : sigmaByLanczos(operator);
  const quantity = { ...sigma.quantity, value: sigma.sigma };
  const complex = dense && options.normal ? normalEigenvalues(dense, size) : undefined;
  return {
    sigma: quantity,
    oneMinusSigma: sigma.oneMinusSigma,
    spectralRadius: options.normal ? quantity : powerRadius(operator),
    lambda2: null,
    lambdaMin: null,
    method: size <= DENSE_LIMIT ? "dense" : "lanczos",
    // The eigenvalue 1 of W is a 0 of W − J, the last by modulus.
    eigenvalues: complex ? [{ re: 1, im: 0 }, ...complex.slice(0, -1)] : null,
    singularValues: values,
  };
}

function nearOne(sigma: number, size: number) {
  return complementary(sigma, 1 - sigma, 4 * size * Number.EPSILON);
}

function sigmaByLanczos(operator: LinearOperator): {
  readonly sigma: number;
  readonly oneMinusSigma: number;
  readonly quantity: Quantity;
} {
  const { size } = operator;
  const scratch = [new Float64Array(size), new Float64Array(size)];
  const gap = (x: Float64Array, out: Float64Array): void => {
    operator.difference(x, scratch[0]);
    operator.differenceTransposed(scratch[0], scratch[1]);
    operator.differenceTransposed(x, out);
    for (let i = 0; i < size; i++) out[i] += scratch[0][i] - scratch[1][i];
  };
  const { smallest } = lanczosExtremes(gap, size, {
    smallest: true,
    exclude: new Float64Array(size).fill(1 / Math.sqrt(size)),
    tolerance: accurateNear(Number.POSITIVE_INFINITY),
  });
  // The eigenvalue is 1 − sigma² = (1 − sigma)(1 + sigma).
  const quantity = smallest!;
  const sigma = Math.sqrt(Math.max(1 - quantity.value, 0));
  return { ...complementary(sigma, quantity.value / (1 + sigma)), quantity };
}

/**
 * Residuals small against the distance from 0 and from `end`: the eigenvalue is then right to far more
 * digits.
 */
function accurateNear(end: number): (value: number) => number {
  return (value) => {
    const distance = Math.min(Math.abs(value), Math.abs(end - value));
    return Math.max(1e-13, Math.min(1e-10, 1e-4 * distance));
  };
}
