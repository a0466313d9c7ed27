// Finite distributions: their check and a draw from them.
import { ScenarioError } from "../error.ts";
import type { Rng } from "../math/random.ts";

/** How far the sum of a distribution may be from 1. */
export const sumTolerance = 1e-9;

/**
 * Checks that every entry is finite and not negative and that they sum to 1 within 1e-9. Nothing is
 * renormalised.
 * @throws ScenarioError with the entry or the sum
 */
export function checkDistribution(probabilities: Float64Array, place: string): void {
  let sum = 0;
  probabilities.forEach((probability, index) => {
    if (!isProbability(probability)) throw improbable(`${place}[${index}]`, probability);
    sum += probability;
  });
  checkSum(sum, place);
}

/** Whether `value` is finite and not negative; that it is at most 1 follows from the sum of its row. */
export function isProbability(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}

/** The error for a number that `isProbability` refuses. */
export function improbable(place: string, value: number): ScenarioError {
  return new ScenarioError(place, value, "a probability must be a finite number, 0 or more");
}

/** @throws ScenarioError where `sum` is not 1 within 1e-9 */
export function checkSum(sum: number, place: string): void {
  if (Math.abs(sum - 1) <= sumTolerance) return;
  throw new ScenarioError(place, sum, "the probabilities here must sum to 1 within 1e-9");
}

/**
 * Draws k in `from` … `to` − 1 with probability `probabilities[k]`, by one uniform number. What rounding
 * leaves over goes to the last entry that is not 0.
 */
export function draw(probabilities: Float64Array, from: number, to: number, rng: Rng): number {
  const uniform = rng.next();
  let cumulative = 0;
  let last = from;
  for (let k = from; k < to; k++) {
    const probability = probabilities[k]!;
    if (probability === 0) continue;
    cumulative += probability;
    last = k;
    if (uniform < cumulative) return k;
  }
  return last;
}
