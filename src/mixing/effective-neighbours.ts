// With how many agents a value has effectively been averaged, when old contributions count by a discount.
import { signVector } from "../math/generic-vector.ts";
import { LanczosProcess } from "../math/lanczos.ts";
import type { LinearOperator } from "../math/linear-operator.ts";
import { centre, dot, norm } from "../math/linear-operator.ts";
import { resolventCorner } from "../math/tridiagonal.ts";

/** An effective number of neighbours, between 1 and N for a symmetric W ≥ 0. */
export interface EffectiveNeighbours {
  readonly value: number;
  /** Standard error of an estimate; 0 where the value is exact. */
  readonly standardError: number;
}

/** Largest N for which all unit vectors are propagated; beyond, random signs give an estimate. */
export const EXACT_LIMIT = 1000;

/**
 * n_eff = [1/(1−γ)] / [(1/N) Σ_{k≥0} γᵏ ‖W^{k+1}‖_F²] of a doubly stochastic W, from
 * ‖W^k‖_F² = 1 + ‖(W−J)^k‖_F². Exact from the spectrum, or from every unit vector up to N = 1,000; beyond
 * that Hutchinson's estimate over fixed sign vectors. Source: Vogels, Hendrikx, Jaggi, "Beyond spectral
 * gap".
 *
 * @param gamma γ in [0, 1)
 * @param normal whether WᵀW = WWᵀ; then quadratures converge in tens of products
 * @param moduli singular values of W − J where they are known and W is normal
 */
export function effectiveNeighbours(
  operator: LinearOperator,
  { gamma, normal, moduli }: { gamma: number; normal: boolean; moduli?: readonly number[] | null },
): EffectiveNeighbours {
  const { size } = operator;
  if (moduli && normal) {
    const energy = moduli.reduce((sum, s) => sum + (s * s) / (1 - gamma * s * s), 0);
    return { value: neighbours(size, gamma, energy), standardError: 0 };
  }
  const energyOf = (probe: Float64Array): number =>
    normal ? quadratureEnergy(operator, probe, gamma) : powerEnergy(operator, probe, gamma);
  return size <= EXACT_LIMIT
    ? { value: neighbours(size, gamma, exactEnergy(size, energyOf)), standardError: 0 }
    : estimate(size, gamma, energyOf);
}

/** `energy` = Σ_k γᵏ ‖(W−J)^{k+1}‖_F². */
function neighbours(size: number, gamma: number, energy: number): number {
  return size / (1 + (1 - gamma) * energy);
}

function exactEnergy(size: number, energyOf: (probe: Float64Array) => number): number {
  const probe = new Float64Array(size);
  let energy = 0;
  for (let i = 0; i < size; i++) {
    probe.fill(0);
    probe[i] = 1;
    energy += energyOf(probe);
  }
  return energy;
}

function estimate(
  size: number,
  gamma: number,
  energyOf: (probe: Float64Array) => number,
): EffectiveNeighbours {
  const probes = Math.max(8, Math.min(256, Math.ceil(1e6 / size)));
  const samples = Array.from({ length: probes }, (_, salt) => energyOf(signVector(size, salt + 1)));
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / probes;
  const variance = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / (probes - 1) / probes;
  const value = neighbours(size, gamma, mean);
  // d n_eff / d energy = −(1 − γ) n_eff² / N
  const standardError = ((1 - gamma) * value * value * Math.sqrt(variance)) / size;
  return { value, standardError: standardError <= 1e-12 * value ? 0 : standardError };
}

/** Σ_k γᵏ ‖(W−J)^{k+1} z‖² = zᵀ B(I − γB)⁻¹ z with B = WᵀW on the complement of 1, by Gauss quadrature. */
function quadratureEnergy(operator: LinearOperator, probe: Float64Array, gamma: number): number {
  const { size } = operator;
  const start = probe.slice();
  centre(start);
  const weight = dot(start, start);
  if (weight <= Number.EPSILON) return 0;
  const between = new Float64Array(size);
  const lanczos = new LanczosProcess(
    (x, out) => {
      operator.apply(x, between);
      operator.applyTransposed(between, out);
    },
    start,
    new Float64Array(size).fill(1 / Math.sqrt(size)),
  );
  let value = 0;
  for (let order = 1, settled = 0; settled < 2 && order <= 5000; order++) {
    lanczos.step();
    const before = value;
    value = resolventCorner(lanczos.diagonal, lanczos.offDiagonal, order, gamma);
    settled = Math.abs(value - before) <= 1e-14 * (1 + Math.abs(value)) ? settled + 1 : 0;
    if (lanczos.offDiagonal[order - 1] <= 1e-14) break;
  }
  return weight * value;
}

/** The same sum term by term, until what can follow is below 1e-14 of it. */
function powerEnergy(operator: LinearOperator, probe: Float64Array, gamma: number): number {
  let x: Float64Array = probe.slice();
  let next: Float64Array = new Float64Array(x.length);
  centre(x);
  const scale = norm(x) ** 2;
  let sum = 0;
  for (let factor = 1; ; factor *= gamma) {
    operator.apply(x, next);
    centre(next);
    [x, next] = [next, x];
    const energy = dot(x, x);
    sum += factor * energy;
    if ((factor * gamma * energy) / (1 - gamma) <= 1e-14 * scale) return sum;
  }
}
