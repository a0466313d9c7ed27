// Draws from the rows of a kernel, the same that `draw` makes, without walking through a row: running sums,
// and for each of n equal parts of [0, 1) the first entry that a draw there can reach (Chen and Asau 1974).
// What is read are the leading 16 bits of the sums, so that the tables of many agents fit a processor's
// cache; the sums themselves are asked only where these bits leave it open.
import type { Rng } from "../math/random.ts";
import type { Kernel } from "./environment.ts";

/** Draws the state that follows in row s·A + a, by one uniform number. */
export type RowDraws = (row: number, rng: Rng) => number;

/** Fewer parts would mean more steps, more parts more memory to miss. */
const entriesPerPart = 4;

/** The leading 16 bits of a number in [0, 1) are a whole number below this. */
const leads = 65_536;

const known = new WeakMap<Kernel, RowDraws>();

/** The draws from a kernel's rows; their tables, about as large as the kernel, are made once. */
export function rowDrawsOf(kernel: Kernel): RowDraws {
  const draws = known.get(kernel) ?? rowDraws(kernel);
  known.set(kernel, draws);
  return draws;
}

function rowDraws({ offsets, next, probability }: Kernel): RowDraws {
  const sums = runningSums(offsets, probability);
  const { starts, table } = guidedLeads(offsets, sums);
  const counted = isCounted(offsets, next);
  return (row, rng) => {
    const parts = starts[row]!;
    const count = table[parts]!;
    const entries = parts + 1 + count;
    const uniform = rng.next();
    // Exact, since the number of parts and that of leads are powers of two.
    const lead = (uniform * leads) | 0;
    let k = table[parts + 1 + ((uniform * count) | 0)]!;
    for (;;) {
      const bound = table[entries + k]!;
      if (lead < bound || (lead === bound && uniform < sums[offsets[row]! + k]!)) break;
      k++;
    }
    return counted ? k : next[offsets[row]! + k]!;
  };
}

/** Whether every row has the entries 0, 1, 2 …, so that nothing need be looked up. */
function isCounted(offsets: Int32Array, next: Int32Array): boolean {
  for (let row = 0; row + 1 < offsets.length; row++) {
    const from = offsets[row]!;
    for (let k = from; k < offsets[row + 1]!; k++) if (next[k] !== k - from) return false;
  }
  return true;
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

/**
 * For every row, from `starts` on: the number of its parts; for each of them the first entry that it can
 * reach, or one before it, counted from the row's first; the leads of its sums.
 */
function guidedLeads(offsets: Int32Array, sums: Float64Array) {
  const starts = new Int32Array(offsets.length - 1);
  const partsOf = (row: number) => partsFor(offsets[row + 1]! - offsets[row]!);
  const parts = starts.reduce((sum, _, row) => sum + partsOf(row), 0);
  const table = new Uint16Array(starts.length + parts + sums.length);
  let at = 0;
  for (let row = 0; row < starts.length; row++) {
    const from = offsets[row]!;
    const count = partsOf(row);
    starts[row] = at;
    table[at++] = count;
    for (let part = 0, k = 0; part < count; part++) {
      while (sums[from + k]! <= part / count) k++;
      table[at++] = Math.min(k, leads - 1);
    }
    for (let entry = from; entry < offsets[row + 1]!; entry++) {
      table[at++] = Math.min(Math.floor(sums[entry]! * leads), leads - 1);
    }
  }
  return { starts, table };
}

/** The least power of two that makes parts of at most four entries, as far as the table can say it. */
function partsFor(entries: number): number {
  let parts = 1;
  while (parts < entries / entriesPerPart && parts < leads / 2) parts *= 2;
  return parts;
}
