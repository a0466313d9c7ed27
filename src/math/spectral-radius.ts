// Spectral radius of matrices that need not be normal, from norms of their powers: an eigensolver on a
// defective matrix is off by the root of the rounding unit (1.6e-3 for a nilpotent matrix of 64 rows).
import { frobeniusNorm, multiplyDense } from "./dense-product.ts";
import { genericVector } from "./generic-vector.ts";
import type { Quantity } from "./lanczos.ts";
import { norm } from "./linear-operator.ts";

/** Residual up to which a spectral radius counts as found. */
const ACCURACY = 1e-6;

/**
 * ρ(M) of a dense matrix by repeated squaring, for matrices that an eigensolver would get wrong.
 *
 * A power that is zero within its rounding error makes the value 0 and the residual the bound ‖M^k‖^{1/k}
 * that rounding leaves; an exact zero makes both 0. Otherwise the residual is the last change plus what a
 * perturbation of M by 1e-14 changes: about 1e-10 for simple leading eigenvalues, 1e-5 for a defective one.
 */
export function spectralRadiusBySquaring(dense: Float64Array, size: number): Quantity {
  const found = squareRepeatedly(dense, size);
  if (found.value === 0) return { ...found, converged: true };
  const noise = genericVector(size * size);
  const amount = (1e-14 * frobeniusNorm(dense)) / size;
  const near = squareRepeatedly(
    dense.map((entry, k) => entry + amount * noise[k]),
    size,
  );
  const residual = found.residual + Math.abs(found.value - near.value);
  return { ...found, residual, converged: residual <= ACCURACY };
}

/**
 * M^k = c_k P_k with ½ < ‖P_k‖_F ≤ 1, k = 2^m, and ρ ≈ (c_k ‖P_k²‖/‖P_k‖)^{1/k}, whose error is of order
 * 1/k. Scales are powers of two, so dyadic matrices are squared exactly.
 */
function squareRepeatedly(dense: Float64Array, size: number): Omit<Quantity, "converged"> {
  const unit = (size + 2) * Number.EPSILON;
  let power = new Float64Array(dense);
  let square = new Float64Array(size * size);
  let length = frobeniusNorm(power);
  // `base` is c_k^{1/k}; `error` bounds the rounding error of P_k.
  let base = powerOfTwoAbove(length);
  let error = unit;
  let value = length;
  scaleBy(power, 1 / base);
  for (let doublings = 0; ; doublings++) {
    if (length === 0) return { value: 0, residual: 0, iterations: doublings };
    const own = frobeniusNorm(power);
    multiplyDense(power, power, size, square);
    length = frobeniusNorm(square);
    error = 2 * error * own + unit * own * own;
    if (error < 1e-9 && length <= 8 * error && length > 0) {
      const residual = base * root(length + error, doublings + 1);
      return { value: 0, residual, iterations: doublings + 1 };
    }
    const before = value;
    value = base * root(length / own, doublings);
    const residual = Math.abs(value - before);
    if ((doublings >= 6 && residual <= 1e-12 * value) || doublings === 32) {
      return { value, residual, iterations: doublings + 1 };
    }
    const scale = powerOfTwoAbove(length);
    scaleBy(square, 1 / scale);
    error /= scale;
    base *= root(scale, doublings + 1);
    [power, square] = [square, power];
  }
}

/** The smallest power of two that is not below x > 0; 1 for x = 0. */
function powerOfTwoAbove(x: number): number {
  if (x === 0) return 1;
  let power = 1;
  while (power < x) power *= 2;
  while (power / 2 >= x) power /= 2;
  return power;
}

/**
 * ρ(M) of a large operator from the growth of ‖M^k x‖ over steps k+1 … 2k, k doubling: accurate to about
 * 1/k where leading modes rotate, far better where they do not. The residual is the last change.
 */
export function spectralRadiusByGrowth(
  product: (x: Float64Array, out: Float64Array) => void,
  size: number,
  maxProducts: number,
): Quantity {
  let x: Float64Array = genericVector(size);
  let next: Float64Array = new Float64Array(size);
  scaleBy(x, 1 / norm(x));
  let value = Number.POSITIVE_INFINITY;
  for (let block = 1, products = 0; ; block *= 2) {
    const means: (number | undefined)[] = [];
    for (let k = 0; k < block; k++) {
      product(x, next);
      products++;
      const growth = norm(next);
      if (growth <= 16 * Number.EPSILON) {
        return { value: 0, residual: 0, iterations: products, converged: true };
      }
      carry(means, growth);
      [x, next] = [next, x];
      scaleBy(x, 1 / growth);
    }
    const mean = means.at(-1)!;
    const residual = Math.abs(mean - value);
    value = mean;
    const settled = block >= 16 && residual <= 1e-9 * mean;
    if (settled || products + 2 * block > maxProducts) {
      return { value, residual, iterations: products, converged: residual <= ACCURACY };
    }
  }
}

/**
 * Geometric means of 1, 2, 4, … factors kept like the digits of a counter, so that no product underflows.
 */
function carry(means: (number | undefined)[], factor: number): void {
  let mean = factor;
  let level = 0;
  for (; means[level] !== undefined; level++) {
    mean = Math.sqrt(mean * means[level]!);
    means[level] = undefined;
  }
  means[level] = mean;
}

/** x^{1/2^m} */
function root(x: number, m: number): number {
  let result = x;
  for (let i = 0; i < m; i++) result = Math.sqrt(result);
  return result;
}

function scaleBy(x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i] *= factor;
}
