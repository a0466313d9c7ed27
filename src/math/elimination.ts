// Sparse Gaussian elimination without pivoting, for matrices that share one pattern: the order, the fill
// and the list of updates are worked out once, the numbers then run through it for several matrices side by
// side.
import { minimumDegree } from "./minimum-degree.ts";

/** How many matrices are eliminated side by side. Entry e of matrix l lies at e·lanes + l. */
export const lanes = 4;

/**
 * The elimination of one pattern. Rows and columns are numbered in elimination order ("places"). Pivot k
 * owns 1 + 2m entries from `start[k]`: the diagonal, m of its row (U), m of its column (L), m =
 * `length[k]`.
 */
export interface EliminationProgram {
  readonly size: number;
  /** Place of each original row. */
  readonly place: Int32Array;
  readonly start: Int32Array;
  readonly length: Int32Array;
  /** Places of the later rows that each pivot touches, pivot after pivot. */
  readonly neighbours: Int32Array;
  /** Entry that each update changes, in the order of the updates. */
  readonly targets: Int32Array;
  /** Number of entries, fill included. */
  readonly entries: number;
  /** The entry of original (row, column), which must be in the pattern. */
  entry(row: number, column: number): number;
}

/**
 * Plans the elimination of a square pattern, symmetrised.
 * @param columns for each row the columns of its entries; the diagonal is always there
 * @param maximumUpdates gives up, answering undefined, where the updates would be more
 */
export function planElimination(
  columns: readonly (readonly number[])[],
  maximumUpdates: number,
): EliminationProgram | undefined {
  const graph = symmetrised(columns);
  const ordered = minimumDegree(graph, maximumUpdates);
  if (ordered === undefined) return undefined;
  const { order, eliminated } = ordered;
  const place = new Int32Array(order.length);
  order.forEach((row, k) => {
    place[row] = k;
  });
  const later = eliminated.map((clique) => clique.map((row) => place[row]!).sort());
  return { size: order.length, place, ...layOut(later), entry: entryOf(later, place) };
}

function symmetrised(columns: readonly (readonly number[])[]): Set<number>[] {
  const graph = columns.map(() => new Set<number>());
  columns.forEach((list, row) => {
    for (const column of list) {
      if (column === row) continue;
      graph[row]!.add(column);
      graph[column]!.add(row);
    }
  });
  return graph;
}

function layOut(later: readonly Int32Array[]) {
  const start = starts(later);
  const length = Int32Array.from(later, (list) => list.length);
  const find = entryAt(later, start);
  const targets = new Int32Array(later.reduce((sum, { length: m }) => sum + m * m, 0));
  let t = 0;
  for (const list of later) for (const i of list) for (const j of list) targets[t++] = find(i, j);
  const neighbours = Int32Array.from(later.flatMap((list) => [...list]));
  const entries = later.reduce((sum, { length: m }) => sum + 1 + 2 * m, 0);
  return { start, length, neighbours, targets, entries };
}

function starts(later: readonly Int32Array[]): Int32Array {
  let at = 0;
  return Int32Array.from(later, (list) => {
    const start = at;
    at += 1 + 2 * list.length;
    return start;
  });
}

/** The entry at (place, place). */
function entryAt(later: readonly Int32Array[], start: Int32Array): (i: number, j: number) => number {
  const rank = later.map((list) => new Map(Array.from(list, (place, n) => [place, n])));
  return (i, j) => {
    if (i === j) return start[i]!;
    const pivot = Math.min(i, j);
    const n = rank[pivot]!.get(Math.max(i, j))!;
    return start[pivot]! + 1 + n + (i < j ? 0 : later[pivot]!.length);
  };
}

function entryOf(later: readonly Int32Array[], place: Int32Array): (row: number, column: number) => number {
  const find = entryAt(later, starts(later));
  return (row, column) => find(place[row]!, place[column]!);
}

/**
 * Solves the matrices in `m` for the right-hand sides in `y`, lane by lane, in place: `m` is destroyed, `y`
 * becomes the solution, by places. No pivoting: the matrices must be row diagonally dominant, as I − γP is.
 */
export function eliminate(program: EliminationProgram, m: Float64Array, y: Float64Array): void {
  forward(program, m, y);
  backward(program, m, y);
}

function forward(
  { size, start, length, neighbours, targets }: EliminationProgram,
  m: Float64Array,
  y: Float64Array,
) {
  for (let k = 0, t = 0, n = 0; k < size; k++) {
    const count = length[k]!;
    const d = start[k]! * 4;
    const i0 = (m[d] = 1 / m[d]!);
    const i1 = (m[d + 1] = 1 / m[d + 1]!);
    const i2 = (m[d + 2] = 1 / m[d + 2]!);
    const i3 = (m[d + 3] = 1 / m[d + 3]!);
    const y0 = y[4 * k]!;
    const y1 = y[4 * k + 1]!;
    const y2 = y[4 * k + 2]!;
    const y3 = y[4 * k + 3]!;
    const row = d + 4;
    const rowEnd = row + 4 * count;
    for (let column = rowEnd; column < rowEnd + 4 * count; column += 4, n++) {
      const f0 = m[column]! * i0;
      const f1 = m[column + 1]! * i1;
      const f2 = m[column + 2]! * i2;
      const f3 = m[column + 3]! * i3;
      const other = 4 * neighbours[n]!;
      y[other]! -= f0 * y0;
      y[other + 1]! -= f1 * y1;
      y[other + 2]! -= f2 * y2;
      y[other + 3]! -= f3 * y3;
      for (let u = row; u < rowEnd; u += 4, t++) {
        const target = 4 * targets[t]!;
        m[target]! -= f0 * m[u]!;
        m[target + 1]! -= f1 * m[u + 1]!;
        m[target + 2]! -= f2 * m[u + 2]!;
        m[target + 3]! -= f3 * m[u + 3]!;
      }
    }
  }
}

function backward(
  { size, start, length, neighbours }: EliminationProgram,
  m: Float64Array,
  y: Float64Array,
): void {
  for (let k = size - 1, end = neighbours.length; k >= 0; k--) {
    const first = end - length[k]!;
    const d = 4 * start[k]!;
    let y0 = y[4 * k]!;
    let y1 = y[4 * k + 1]!;
    let y2 = y[4 * k + 2]!;
    let y3 = y[4 * k + 3]!;
    for (let n = first, u = d + 4; n < end; n++, u += 4) {
      const other = 4 * neighbours[n]!;
      y0 -= m[u]! * y[other]!;
      y1 -= m[u + 1]! * y[other + 1]!;
      y2 -= m[u + 2]! * y[other + 2]!;
      y3 -= m[u + 3]! * y[other + 3]!;
    }
    y[4 * k] = y0 * m[d]!;
    y[4 * k + 1] = y1 * m[d + 1]!;
    y[4 * k + 2] = y2 * m[d + 2]!;
    y[4 * k + 3] = y3 * m[d + 3]!;
    end = first;
  }
}
