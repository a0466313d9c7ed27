import { denseOf } from "../../math/dense-spectrum.ts";
import type { Quantity } from "../../math/lanczos.ts";
import type { LinearOperator } from "../../math/linear-operator.ts";
import { spectralRadiusByGrowth, spectralRadiusBySquaring } from "../../math/spectral-radius.ts";
import { deviationFrom } from "./deviation.ts";

/** Largest N whose powers are formed densely. */
const SQUARING_LIMIT = 400;

/** Multiplications that the growth of powers may take beyond that. */
const GROWTH_WORK = 2e9;

/**
 * ρ(W − J) of a W that is not normal, by powers, never by an eigensolver. For rows that sum to 1 it is the
 * modulus of the second eigenvalue of W: taking away 1vᵀ with vᵀ1 = 1 moves the eigenvalue 1 to 0 and no
 * other (Brauer).
 */
export function powerRadius(operator: LinearOperator): Quantity {
  const deviation = deviationFrom(operator);
  if (operator.size <= SQUARING_LIMIT) {
    return spectralRadiusBySquaring(denseOf(deviation), operator.size);
  }
  const products = Math.min(2 ** 14, Math.max(128, GROWTH_WORK / (operator.work + 4 * operator.size)));
  return spectralRadiusByGrowth(deviation.apply, operator.size, products);
}
