// Random substochastic matrices with a chosen sparsity.
import { type Rng, uniformInt } from "../../src/math/random.ts";

/** n dense rows, each with about `successors` non-zero entries that sum to 1. */
export function stochasticRows(rng: Rng, n: number, successors: number): number[][] {
  return Array.from({ length: n }, () => {
    const row = new Array<number>(n).fill(0);
    for (let k = 0; k < successors; k++) row[uniformInt(rng, n)]! += rng.next();
    const sum = row.reduce((total, p) => total + p, 0);
    return row.map((p) => p / sum);
  });
}

/** I − γP. */
export function resolventMatrix(p: readonly (readonly number[])[], gamma: number): number[][] {
  return p.map((row, i) => row.map((value, j) => Number(i === j) - gamma * value));
}
