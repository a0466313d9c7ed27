// Twin of environments/direct-evaluation.ts for four agents of one kernel, discount and temperature. Their
// arrays of S·A numbers follow each other; what is computed lies in four lanes.
import { four, index, loadPair, storePair } from "./memory";

/**
 * rows = γ π(a|s), and values = Σ_a π(a|s) ( r(s,a) − τ log π(a|s) ) by places, for the two agents whose
 * arrays begin at the addresses given. `logs` is not read where τ = 0.
 */
export function enterPair(
  states: usize,
  actions: usize,
  places: usize,
  discount: f64,
  temperature: f64,
  probabilities: usize,
  logs: usize,
  rewards: usize,
  rows: usize,
  values: usize,
): void {
  const bytes = (states * actions) << 3;
  const gamma = f64x2.splat(discount);
  const tau = f64x2.splat(temperature);
  const zero = f64x2.splat(0);
  const plain = temperature === 0;
  for (let s: usize = 0, i: usize = 0; s < states; s++) {
    let sum = zero;
    for (const end = i + (actions << 3); i < end; i += 8, rows += 32) {
      const p = loadPair(probabilities + i, bytes);
      const r = loadPair(rewards + i, bytes);
      v128.store(rows, f64x2.mul(gamma, p));
      if (plain) {
        sum = f64x2.add(sum, f64x2.mul(p, r));
      } else {
        const entropic = f64x2.sub(r, f64x2.mul(tau, loadPair(logs + i, bytes)));
        sum = v128.bitselect(f64x2.add(sum, f64x2.mul(p, entropic)), sum, f64x2.gt(p, zero));
      }
    }
    v128.store(four(values, index(places, s)), sum);
  }
}

/** matrix = I − γP_π. */
export function assemble(
  entries: usize,
  size: usize,
  start: usize,
  gathers: usize,
  sourceRows: usize,
  gathered: usize,
  rows: usize,
  matrix: usize,
): void {
  for (let entry: usize = 0, n: usize = 0; entry < entries; entry++) {
    let x0 = f64x2.splat(0);
    let x1 = f64x2.splat(0);
    for (const end = index(gathers, entry + 1); n < end; n++) {
      const row = four(rows, index(sourceRows, n));
      const p = v128.load_splat<f64>(gathered + (n << 3));
      x0 = f64x2.sub(x0, f64x2.mul(v128.load(row), p));
      x1 = f64x2.sub(x1, f64x2.mul(v128.load(row, 16), p));
    }
    v128.store(four(matrix, entry), x0);
    v128.store(four(matrix, entry), x1, 16);
  }
  const one = f64x2.splat(1);
  for (let k: usize = 0; k < size; k++) {
    const d = four(matrix, index(start, k));
    v128.store(d, f64x2.add(v128.load(d), one));
    v128.store(d, f64x2.add(v128.load(d, 16), one), 16);
  }
}

/** Q(s,a) = r(s,a) + γ Σ_s' P(s'|s,a) V(s') of `count` pairs (s, a). */
export function leave(
  count: usize,
  offsets: usize,
  nextPlaces: usize,
  probability: usize,
  discount: f64,
  values: usize,
  rewards: usize,
  q: usize,
): void {
  const bytes = count << 3;
  const gamma = f64x2.splat(discount);
  for (let row: usize = 0, k: usize = 0; row < count; row++, rewards += 8, q += 8) {
    let x0 = f64x2.splat(0);
    let x1 = f64x2.splat(0);
    for (const end = index(offsets, row + 1); k < end; k++) {
      const p = v128.load_splat<f64>(probability + (k << 3));
      const value = four(values, index(nextPlaces, k));
      x0 = f64x2.add(x0, f64x2.mul(p, v128.load(value)));
      x1 = f64x2.add(x1, f64x2.mul(p, v128.load(value, 16)));
    }
    storePair(f64x2.add(loadPair(rewards, bytes), f64x2.mul(gamma, x0)), q, bytes);
    const others = f64x2.add(loadPair(rewards + 2 * bytes, bytes), f64x2.mul(gamma, x1));
    storePair(others, q + 2 * bytes, bytes);
  }
}
