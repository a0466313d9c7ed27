// Twin of math/softmax.ts: two rows, or two numbers, at a time.
import { exp } from "./exponential";
import { log } from "./logarithm";
import { loadPair, storePair } from "./memory";

/**
 * Logarithms and probabilities of `rows` rows of `actions` logits each. Where `rows` is odd, room for one
 * more row must follow each of the three arrays.
 */
export function softmaxRows(
  logits: usize,
  rows: usize,
  actions: usize,
  logs: usize,
  probabilities: usize,
): void {
  const bytes = actions << 3;
  const end = rows * bytes;
  for (let row: usize = 0; row < end; row += 2 * bytes) {
    subtractMaxima(logits + row, bytes, logs + row);
  }
  for (let i: usize = 0; i < end; i += 16) v128.store(probabilities + i, exp(v128.load(logs + i)));
  for (let row: usize = 0; row < end; row += 2 * bytes) {
    divideBySums(bytes, logs + row, probabilities + row);
  }
}

/** Of two rows of so many bytes. */
function subtractMaxima(logits: usize, bytes: usize, out: usize): void {
  let top = loadPair(logits, bytes);
  for (let i: usize = 8; i < bytes; i += 8) top = f64x2.pmax(top, loadPair(logits + i, bytes));
  for (let i: usize = 0; i < bytes; i += 8) {
    storePair(f64x2.sub(loadPair(logits + i, bytes), top), out + i, bytes);
  }
}

/** Of two rows of so many bytes; the largest exponential is 1, so the sum is at least 1. */
function divideBySums(bytes: usize, logs: usize, probabilities: usize): void {
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 8) sum = f64x2.add(sum, loadPair(probabilities + i, bytes));
  const logSum = log(sum);
  const inverse = f64x2.div(f64x2.splat(1), sum);
  for (let i: usize = 0; i < bytes; i += 8) {
    storePair(f64x2.sub(loadPair(logs + i, bytes), logSum), logs + i, bytes);
    storePair(f64x2.mul(loadPair(probabilities + i, bytes), inverse), probabilities + i, bytes);
  }
}
