import type { Quantity } from "../../math/lanczos.ts";

/** Default largest N for whole spectra; up to it sigma comes from them. */
export const DENSE_LIMIT = 300;

/** Moduli below this are rounding and read as 0. */
const ROUNDING = 1e-13;

/** `value`, or 0 where it is no more than rounding. */
export function snapped(value: number): number {
  return Math.abs(value) <= ROUNDING ? 0 : value;
}

/** sigma and 1 − sigma, either snapped: a sigma below 1e-13 is 0, one within `tolerance` of 1 is 1. */
export function complementary(
  sigma: number,
  oneMinusSigma: number,
  tolerance = 1e-15,
): { readonly sigma: number; readonly oneMinusSigma: number } {
  if (Math.abs(sigma) <= ROUNDING) return { sigma: 0, oneMinusSigma: 1 };
  if (Math.abs(oneMinusSigma) <= tolerance) return { sigma: 1, oneMinusSigma: 0 };
  return { sigma, oneMinusSigma };
}

/** A quantity from a direct method: no iterations, error a small multiple of the rounding unit. */
export function direct(value: number, size: number): Quantity {
  return { value, residual: size * Number.EPSILON, iterations: 0, converged: true };
}
