// The exponential from + − · / alone, so that every engine gives the same bits.
import { powersOfTwo } from "./powers-of-two.ts";

const steps = 32;
const bits = 5;
const stepsPerUnit = steps * Math.LOG2E;
const stepHigh = 0.6931471803691238 / steps; // the first 32 bits of ln 2: its products with n are exact
const stepLow = 1.9082149292705877e-10 / steps;

/** 2^(j/32) = high[j] + low[j], j = 0 … 31: the nearest float64 and what it leaves out. */
export const fractionalPowers = powersInParts();

const { high, low } = fractionalPowers;

/**
 * e^x; 0 below −745.14, ∞ above 709.79. Within 0.6 ulp where the result is normal, 1 ulp below.
 *
 * x = n/32 ln 2 + r with |r| ≤ ln 2/64; e^x = 2^⌊n/32⌋ · 2^(n mod 32 / 32) · e^r, e^r by its Taylor
 * polynomial.
 */
export function exp(x: number): number {
  if (!(x > -708 && x < 709)) return expFar(x);
  const n = Math.floor(x * stepsPerUnit + 0.5) | 0;
  return fraction(x, n) * powersOfTwo[1022 + (n >> bits)]!;
}

/** e^x / 2^⌊n/32⌋. */
function fraction(x: number, n: number): number {
  const r = x - n * stepHigh - n * stepLow;
  const r2 = r * r;
  const grown = r + r2 * (1 / 2 + r * (1 / 6)) + r2 * r2 * (1 / 24 + r * (1 / 120) + r2 * (1 / 720));
  const j = n & (steps - 1);
  return high[j]! + (low[j]! + high[j]! * grown);
}

/** Where the result leaves the normal numbers; the last product rounds once. */
function expFar(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.79) return Number.POSITIVE_INFINITY;
  if (x < -745.14) return 0;
  const n = Math.floor(x * stepsPerUnit + 0.5);
  const shift = x < 0 ? 60 : -2;
  return fraction(x, n) * powersOfTwo[1022 + (n >> bits) + shift]! * powersOfTwo[1022 - shift]!;
}

/** By exact integer square roots: 2^(1/2), 2^(1/4), … with 160 bits after the point. */
function powersInParts(): { high: Float64Array; low: Float64Array } {
  const point = 160n;
  const roots = [2n << point];
  for (let i = 0; i < bits; i++) roots.push(squareRoot(roots[i]! << point));
  const table = { high: new Float64Array(steps), low: new Float64Array(steps) };
  for (let j = 0; j < steps; j++) {
    let power = 1n << point;
    for (let bit = 0; bit < bits; bit++) if ((j >> bit) & 1) power = (power * roots[bits - bit]!) >> point;
    const leading = (power + (1n << (point - 53n))) >> (point - 52n);
    table.high[j] = Number(leading) / powersOfTwo[1022 + 52]!;
    table.low[j] = Number(power - (leading << (point - 52n))) / powersOfTwo[1022 + Number(point)]!;
  }
  return table;
}

/** ⌊√n⌋ by Newton's method. */
function squareRoot(n: bigint): bigint {
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
