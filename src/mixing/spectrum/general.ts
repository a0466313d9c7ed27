// W that is not doubly stochastic: 1 is no common eigenvector, so norms are taken of W − J as it stands.
import { denseOf, singularValues, symmetricEigenvalues } from "../../math/dense-spectrum.ts";
import type { Quantity } from "../../math/lanczos.ts";
import { lanczosExtremes } from "../../math/lanczos.ts";
import type { LinearOperator } from "../../math/linear-operator.ts";
import { deviationFrom } from "./deviation.ts";
import { powerRadius } from "./radius.ts";
import { complementary, direct, snapped } from "./rounding.ts";
import type { SpectralSummary, SpectrumOptions } from "./spectrum.ts";

/** sigma of any W (it may exceed 1), and the modulus of the second eigenvalue as the spectral radius. */
export function generalSpectrum(operator: LinearOperator, options: SpectrumOptions): SpectralSummary {
  const { size } = operator;
  const dense = size <= options.denseLimit;
  const values = dense ? Array.from(singularValues(denseOf(deviationFrom(operator)), size), snapped) : null;
  const found = values ? direct(values[0], size) : normByLanczos(operator);
  const { sigma, oneMinusSigma } = complementary(found.value, 1 - found.value);
  const eigenvalues =
    dense && options.symmetric
      ? Array.from(symmetricEigenvalues(denseOf(operator), size), snapped).reverse()
      : null;
  return {
    sigma: { ...found, value: sigma },
    oneMinusSigma,
    spectralRadius: options.reversible
      ? reversibleRadius(operator, options.reversible)
      : powerRadius(operator),
    lambda2: eigenvalues?.[1] ?? null,
    lambdaMin: eigenvalues?.at(-1) ?? null,
    method: dense ? "dense" : "lanczos",
    eigenvalues,
    singularValues: values,
  };
}

/** ‖W − J‖₂ from the largest eigenvalue of (W − J)ᵀ(W − J). */
function normByLanczos(operator: LinearOperator): Quantity {
  const { size, apply, applyTransposed } = deviationFrom(operator);
  const between = new Float64Array(size);
  const gram = (x: Float64Array, out: Float64Array): void => {
    apply(x, between);
    applyTransposed(between, out);
  };
  const { largest } = lanczosExtremes(gram, size, {
    largest: true,
    tolerance: (value) => 1e-9 * Math.max(value, Number.EPSILON),
  });
  return { ...largest!, value: Math.sqrt(Math.max(largest!.value, 0)) };
}

/**
 * |λ₂| of a W with π_i w_ij = π_j w_ji: W is similar to the symmetric D W D⁻¹, D = diag(√π), whose top is
 * √π.
 */
function reversibleRadius(operator: LinearOperator, stationary: Float64Array): Quantity {
  const { size } = operator;
  const roots = stationary.map((weight) => Math.sqrt(weight));
  const scaled = new Float64Array(size);
  const product = (x: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < size; i++) scaled[i] = x[i] / roots[i];
    operator.apply(scaled, out);
    for (let i = 0; i < size; i++) out[i] *= roots[i];
  };
  const { smallest, largest } = lanczosExtremes(product, size, {
    smallest: true,
    largest: true,
    exclude: roots,
    tolerance: () => 1e-11,
  });
  const decisive = Math.abs(largest!.value) >= Math.abs(smallest!.value) ? largest! : smallest!;
  return {
    value: snapped(Math.abs(decisive.value)),
    residual: decisive.residual,
    iterations: Math.max(smallest!.iterations, largest!.iterations),
    converged: smallest!.converged && largest!.converged,
  };
}
