// The natural logarithm from + − · / alone, so that every engine gives the same bits.
import { nearestExponent, powersOfTwo } from "./powers-of-two.ts";

const ln2High = 0.6931471803691238; // the first 32 bits of ln 2: its products with an exponent are exact
const ln2Low = 1.9082149292705877e-10;
const smallestNormal = 2.2250738585072014e-308;

/**
 * ln x; NaN below 0, −∞ at 0. Within 0.9 ulp.
 *
 * x = 2^k (1 + f) with 1 + f in [√½, √2); s = f/(2+f), ln(1+f) = 2 artanh s = 2s + s·R(s²).
 */
export function log(x: number): number {
  if (!(x >= smallestNormal && x < Number.POSITIVE_INFINITY)) return logFar(x);
  const k = nearestExponent(x);
  const m = k < 1023 ? x * powersOfTwo[1022 - k]! : x * smallestNormal * powersOfTwo[2044 - k]!;
  const f = m - 1;
  const s = f / (2 + f);
  const halfSquare = 0.5 * f * f;
  return k * ln2High - (halfSquare - (s * (halfSquare + artanhTail(s * s)) + k * ln2Low) - f);
}

/** Zero, negative, subnormal, infinite, not a number. */
function logFar(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  return log(x * 18_014_398_509_481_984) - 54 * ln2High - 54 * ln2Low;
}

/** Σ_{n ≥ 1} 2 zⁿ/(2n+1) for 0 ≤ z ≤ (3 − 2√2)²; ten terms leave less than 2⁻⁵⁶. */
function artanhTail(z: number): number {
  const square = z * z;
  const odd = 2 / 3 + square * (2 / 7 + square * (2 / 11 + square * (2 / 15 + square * (2 / 19))));
  const even = 2 / 5 + square * (2 / 9 + square * (2 / 13 + square * (2 / 17 + square * (2 / 21))));
  return z * (odd + z * even);
}
