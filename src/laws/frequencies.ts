// Comparing counted draws with the distribution they should follow.
import { demand } from "./law.ts";

/**
 * With this exponent x, a true distribution fails one comparison with probability at most 2·e^{−x} <
 * 1e-12.
 */
const exponent = 30;

/**
 * Demands that `counts[k]` of the draws fell on k about as often as `probabilities[k]` says, and never
 * where it says 0. The tolerance √(2·n·p·(1−p)·x) + x/3 is Bernstein's inequality, valid for every n and
 * p, so rare outcomes need no pooling as they would in a chi-square test.
 * @throws LawError with the outcome, its count and the tolerance
 */
export function demandFrequencies(
  counts: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  what: string,
): void {
  const draws = Array.from(counts).reduce((sum, count) => sum + count, 0);
  for (let k = 0; k < counts.length; k++) {
    const [count, p] = [counts[k]!, probabilities[k]!];
    demand(p > 0 || count === 0, `${what}: outcome ${k} has probability 0 and was drawn ${count} times`);
    const tolerance = Math.sqrt(2 * draws * p * (1 - p) * exponent) + exponent / 3;
    const fault = `outcome ${k} was drawn ${count} times of ${draws}, expected ${draws * p} ± ${tolerance}`;
    demand(Math.abs(count - draws * p) <= tolerance, `${what}: ${fault}`);
  }
}
