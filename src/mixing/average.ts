// The averaging kernel that all runners share: out = Σ_k w_k x_k, entry by entry, the sources in ascending
// agent id.
import { assert } from "../error.ts";
import type { Weights } from "./mixing.ts";

/** Entries per block: out and eight sources of a block stay in the first-level cache. */
const blockLength = 512;

/**
 * Writes Σ_k w_k x_k to `out`: every entry starts at +0 and takes w_0 x_0, w_1 x_1, … in that order, each
 * product and each sum rounded once, so that the bits depend neither on blocks nor on the runner.
 *
 * @param weights one row of W
 * @param sources x_k, in the order of `weights.agents`; each as long as `out`
 * @param out overwritten; shares no memory with a source
 */
export function average(weights: Weights, sources: readonly Float64Array[], out: Float64Array): void {
  const w = weights.weights;
  requireFit(w, sources, out);
  for (let from = 0; from < out.length; from += blockLength) {
    const to = Math.min(from + blockLength, out.length);
    let k = begin(w, sources, out, from, to);
    for (; k + 4 <= w.length; k += 4) continueWithFour(w, sources, k, out, from, to);
    for (; k < w.length; k++) continueWithOne(w[k]!, sources[k]!, out, from, to);
  }
}

// The messages are formed only on failure: this runs once per agent, mix and round.
function requireFit(w: Block, x: Blocks, out: Block): void {
  if (x.length !== w.length) assert(false, `${w.length} weights for ${x.length} sources`);
  for (let k = 0; k < x.length; k++) {
    const length = x[k]!.length;
    if (length !== out.length) assert(false, `a source has ${out.length} entries, not ${length}`);
  }
}

/** The sum over the first up to eight sources, in one pass over the block; says how many it took. */
function begin(w: Block, x: Blocks, out: Block, from: number, to: number) {
  const count = Math.min(w.length, x.length, 8);
  switch (count) {
    case 0:
      out.fill(0, from, to);
      break;
    case 1:
      one(w, x, out, from, to);
      break;
    case 2:
      two(w, x, out, from, to);
      break;
    case 3:
      three(w, x, out, from, to);
      break;
    case 4:
      four(w, x, out, from, to);
      break;
    case 5:
      five(w, x, out, from, to);
      break;
    case 6:
      six(w, x, out, from, to);
      break;
    case 7:
      seven(w, x, out, from, to);
      break;
    default:
      eight(w, x, out, from, to);
  }
  return count;
}

type Block = Float64Array;
type Blocks = readonly Block[];

function one(w: Block, x: Blocks, out: Block, from: number, to: number): void {
  const a = x[0]!;
  const w0 = w[0]!;
  for (let n = from; n < to; n++) out[n] = 0 + w0 * a[n]!;
}

function two(w: Block, x: Blocks, out: Block, from: number, to: number): void {
  const a = x[0]!,
    b = x[1]!;
  const w0 = w[0]!,
    w1 = w[1]!;
  for (let n = from; n < to; n++) out[n] = 0 + w0 * a[n]! + w1 * b[n]!;
}

function three(w: Block, x: Blocks, out: Block, from: number, to: number): void {
  const a = x[0]!,
    b = x[1]!,
    c = x[2]!;
  const w0 = w[0]!,
    w1 = w[1]!,
    w2 = w[2]!;
  for (let n = from; n < to; n++) out[n] = 0 + w0 * a[n]! + w1 * b[n]! + w2 * c[n]!;
}

function four(w: Block, x: Blocks, out: Block, from: number, to: number): void {
  const a = x[0]!,
    b = x[1]!,
    c = x[2]!,
    d = x[3]!;
  const w0 = w[0]!,
    w1 = w[1]!,
    w2 = w[2]!,
    w3 = w[3]!;
  for (let n = from; n < to; n++) out[n] = 0 + w0 * a[n]! + w1 * b[n]! + w2 * c[n]! + w3 * d[n]!;
}

function five(w: Block, x: Blocks, out: Block, from: number, to: number): void {
  const a = x[0]!,
    b = x[1]!,
    c = x[2]!,
    d = x[3]!,
    e = x[4]!;
  const w0 = w[0]!,
    w1 = w[1]!,
    w2 = w[2]!,
    w3 = w[3]!,
    w4 = w[4]!;
  for (let n = from; n < to; n++)
    out[n] = 0 + w0 * a[n]! + w1 * b[n]! + w2 * c[n]! + w3 * d[n]! + w4 * e[n]!;
}

function six(w: Block, x: Blocks, out: Block, from: number, to: number): void {
  const a = x[0]!,
    b = x[1]!,
    c = x[2]!,
    d = x[3]!,
    e = x[4]!,
    f = x[5]!;
  const w0 = w[0]!,
    w1 = w[1]!,
    w2 = w[2]!,
    w3 = w[3]!,
    w4 = w[4]!,
    w5 = w[5]!;
  for (let n = from; n < to; n++)
    out[n] = 0 + w0 * a[n]! + w1 * b[n]! + w2 * c[n]! + w3 * d[n]! + w4 * e[n]! + w5 * f[n]!;
}

function seven(w: Block, x: Blocks, out: Block, from: number, to: number): void {
  const a = x[0]!,
    b = x[1]!,
    c = x[2]!,
    d = x[3]!,
    e = x[4]!,
    f = x[5]!,
    g = x[6]!;
  const w0 = w[0]!,
    w1 = w[1]!,
    w2 = w[2]!,
    w3 = w[3]!,
    w4 = w[4]!,
    w5 = w[5]!,
    w6 = w[6]!;
  for (let n = from; n < to; n++)
    out[n] = 0 + w0 * a[n]! + w1 * b[n]! + w2 * c[n]! + w3 * d[n]! + w4 * e[n]! + w5 * f[n]! + w6 * g[n]!;
}

function eight(w: Block, x: Blocks, out: Block, from: number, to: number): void {
  const a = x[0]!,
    b = x[1]!,
    c = x[2]!,
    d = x[3]!,
    e = x[4]!,
    f = x[5]!,
    g = x[6]!,
    h = x[7]!;
  const w0 = w[0]!,
    w1 = w[1]!,
    w2 = w[2]!,
    w3 = w[3]!,
    w4 = w[4]!,
    w5 = w[5]!,
    w6 = w[6]!,
    w7 = w[7]!;
  for (let n = from; n < to; n++)
    out[n] =
      0 +
      w0 * a[n]! +
      w1 * b[n]! +
      w2 * c[n]! +
      w3 * d[n]! +
      w4 * e[n]! +
      w5 * f[n]! +
      w6 * g[n]! +
      w7 * h[n]!;
}

function continueWithFour(w: Block, x: Blocks, k: number, out: Block, from: number, to: number): void {
  const a = x[k]!,
    b = x[k + 1]!,
    c = x[k + 2]!,
    d = x[k + 3]!;
  const w0 = w[k]!,
    w1 = w[k + 1]!,
    w2 = w[k + 2]!,
    w3 = w[k + 3]!;
  for (let n = from; n < to; n++) {
    out[n] = out[n]! + w0 * a[n]! + w1 * b[n]! + w2 * c[n]! + w3 * d[n]!;
  }
}

function continueWithOne(weight: number, a: Block, out: Block, from: number, to: number): void {
  for (let n = from; n < to; n++) out[n] = out[n]! + weight * a[n]!;
}
