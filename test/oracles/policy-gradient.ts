// The algorithms of arXiv 2311.00201 once more, as plainly as they can be written: nested arrays, dense W,
// Gaussian elimination, Math.exp. Shares nothing with the sources but the model.
import type { MarkovModel } from "../../src/environments/environment.ts";

export type Matrix = number[][];

/** V and Q of exp(logPolicy) by Gaussian elimination on (I − γP_π) V = r_π. */
export function naiveEvaluation(
  { kernel, reward, discount }: Pick<MarkovModel, "kernel" | "reward" | "discount">,
  logPolicy: ArrayLike<number>,
  temperature: number,
): { v: number[]; q: number[] } {
  const { states, actions, offsets, next, probability } = kernel;
  const system = Array.from({ length: states }, (_, s) => {
    const row = new Array<number>(states + 1).fill(0);
    row[s] = 1;
    for (let a = 0; a < actions; a++) {
      const at = s * actions + a;
      const pi = Math.exp(logPolicy[at]!);
      row[states]! += pi * (reward[at]! - temperature * logPolicy[at]!);
      for (let k = offsets[at]!; k < offsets[at + 1]!; k++) {
        row[next[k]!]! -= discount * pi * probability[k]!;
      }
    }
    return row;
  });
  const v = eliminate(system);
  const q = Array.from(reward, (r, at) => {
    let expected = 0;
    for (let k = offsets[at]!; k < offsets[at + 1]!; k++) expected += probability[k]! * v[next[k]!]!;
    return r + discount * expected;
  });
  return { v, q };
}

/** x of A x = b from the rows of (A | b), with row exchanges. */
export function eliminate(rows: Matrix): number[] {
  const n = rows.length;
  for (let p = 0; p < n; p++) {
    let best = p;
    for (let i = p + 1; i < n; i++) if (Math.abs(rows[i]![p]!) > Math.abs(rows[best]![p]!)) best = i;
    [rows[p], rows[best]] = [rows[best]!, rows[p]!];
    for (let i = 0; i < n; i++) {
      if (i === p) continue;
      const factor = rows[i]![p]! / rows[p]![p]!;
      for (let j = p; j <= n; j++) rows[i]![j]! -= factor * rows[p]![j]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

/** logits − log Σ exp, per state. */
export function naiveNormalise(logits: readonly number[], actions: number): number[] {
  return logits.map((_, i) => {
    const row = logits.slice(i - (i % actions), i - (i % actions) + actions);
    const top = Math.max(...row);
    return logits[i]! - top - Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
  });
}

/** W X for rows X. */
export function multiply(w: Matrix, x: Matrix): Matrix {
  return w.map((row) => x[0]!.map((_, k) => row.reduce((sum, weight, j) => sum + weight * x[j]![k]!, 0)));
}

/** W^q. */
export function power(w: Matrix, q: number): Matrix {
  return q === 1 ? w : multiply(w, power(w, q - 1));
}

/** The mean of rows. */
export function meanRow(x: readonly ArrayLike<number>[]): number[] {
  return Array.from(x[0]!, (_, k) => x.reduce((sum, row) => sum + row[k]!, 0) / x.length);
}

/** What every agent holds after a round. */
export interface NaiveState {
  logPolicy: Matrix;
  tracker: Matrix;
  q: Matrix;
}

/** Rounds 0 … `rounds` of FedNPG: W is asked for by round. */
export function naiveFedNpg(
  models: readonly MarkovModel[],
  w: (round: number) => Matrix,
  { stepSize, temperature, rounds }: { stepSize: number; temperature: number; rounds: number },
): NaiveState[] {
  const { discount, actions, reward } = models[0]!;
  const evaluate = (logPolicy: Matrix) =>
    models.map((model, n) => naiveEvaluation(model, logPolicy[n]!, temperature).q);
  const logPolicy = models.map(() => new Array<number>(reward.length).fill(-Math.log(actions)));
  const first = evaluate(logPolicy);
  const all: NaiveState[] = [{ logPolicy, tracker: first, q: first }];
  const gain = stepSize / (1 - discount);
  const alpha = 1 - gain * temperature;
  for (let round = 1; round <= rounds; round++) {
    const last = all.at(-1)!;
    const logits = last.logPolicy.map((row, n) =>
      row.map((x, k) => alpha * x + gain * last.tracker[n]![k]!),
    );
    const next = multiply(w(round), logits).map((row) => naiveNormalise(row, actions));
    const q = evaluate(next);
    const moved = last.tracker.map((row, n) => row.map((x, k) => x + q[n]![k]! - last.q[n]![k]!));
    all.push({ logPolicy: next, tracker: multiply(w(round), moved), q });
  }
  return all;
}
