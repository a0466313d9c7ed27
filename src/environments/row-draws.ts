// Draws from the rows of a kernel, the same that `draw` makes, without walking through a row: running sums,
// and for each of n equal parts of [0, 1) the first entry that a draw there can reach (Chen and Asau 1974).
import type { Rng } from "../math/random.ts";
import type { Kernel } from "./environment.ts";

/** Draws the state that follows in row s·A + a, by one uniform number. */
export type RowDraws = (row: number, rng: Rng) => number;

/** Fewer parts would mean more steps, more parts more memory to miss. */
const entriesPerPart = 4;

const known = new WeakMap<Kernel, RowDraws>();

/** The draws from a kernel's rows; their tables, up to twice its size, are made once. */
export function rowDrawsOf(kernel: Kernel): RowDraws {
  const draws = known.get(kernel) ?? rowDraws(kernel);
  known.set(kernel, draws);
  return draws;
}

function rowDraws({ offsets, next, probability }: Kernel): RowDraws {
  const sums = runningSums(offsets, probability);
  const { parts, firstParts, reached } = guides(offsets, sums);
  return (row, rng) => {
    const uniform = rng.next();
    // Exact, since the number of parts is a power of two.
    let k = reached[firstParts[row]! + ((uniform * parts[row]!) | 0)]!;
    while (uniform >= sums[k]!) k++;
    return next[k]!;
  };
}

/** Sums of each row up to every entry; what rounding leaves over goes to its last that is not 0. */
function runningSums(offsets: Int32Array, probability: Float64Array): Float64Array {
  const sums = new Float64Array(probability.length);
  for (let row = 0; row + 1 < offsets.length; row++) {
    let sum = 0;
    let last = offsets[row]!;
    for (let k = last; k < offsets[row + 1]!; k++) {
      if (probability[k] !== 0) last = k;
      sums[k] = sum += probability[k]!;
    }
    sums[last] = Number.POSITIVE_INFINITY;
  }
  return sums;
}

/** For every row how many parts there are, where they begin, and the first entry that each can reach. */
function guides(offsets: Int32Array, sums: Float64Array) {
  const rows = offsets.length - 1;
  const parts = Int32Array.from({ length: rows }, (_, row) =>
    powerFrom((offsets[row + 1]! - offsets[row]!) / entriesPerPart),
  );
  const firstParts = new Int32Array(rows);
  for (let row = 1; row < rows; row++) firstParts[row] = firstParts[row - 1]! + parts[row - 1]!;
  const reached = new Int32Array(firstParts[rows - 1]! + parts[rows - 1]!);
  for (let row = 0; row < rows; row++) {
    let k = offsets[row]!;
    for (let part = 0; part < parts[row]!; part++) {
      while (sums[k]! <= part / parts[row]!) k++;
      reached[firstParts[row]! + part] = k;
    }
  }
  return { parts, firstParts, reached };
}

/** The least power of two that is at least 1 and `count`. */
function powerFrom(count: number): number {
  let power = 1;
  while (power < count) power *= 2;
  return power;
}
