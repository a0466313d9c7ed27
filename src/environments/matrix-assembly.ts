// How I − γP_π is put together for elimination: every entry gathers its own terms and is written once.
import { type EliminationProgram, lanes } from "../math/elimination.ts";
import type { Kernel } from "./environment.ts";

/** Where the terms of I − γP_π come from and go to; depends on the kernel's pattern alone. */
export interface MatrixAssembly {
  /** Entries of the elimination where I or P_π has a number, state after state. */
  readonly entries: Int32Array;
  /** What I has there: 1 or 0. */
  readonly identity: Float64Array;
  /** Entry n gathers the terms starts[n] ≤ t < starts[n + 1]. */
  readonly starts: Int32Array;
  /** Row s·A + a of the kernel that each term comes from … */
  readonly rows: Int32Array;
  /** … and its position in `Kernel.next`. */
  readonly positions: Int32Array;
  /** The other entries of the elimination, 0 at first. */
  readonly fill: Int32Array;
}

/** A kernel's assembly into the entries of a program planned for its pattern. */
export function planAssembly(kernel: Kernel, program: EliminationProgram): MatrixAssembly {
  const { states, actions, offsets, next } = kernel;
  const cells = new Map<number, { readonly rows: number[]; readonly positions: number[] }>();
  const diagonals = new Set<number>();
  for (let s = 0; s < states; s++) {
    const diagonal = program.entry(s, s);
    diagonals.add(diagonal);
    cells.set(diagonal, { rows: [], positions: [] });
    for (let row = s * actions; row < (s + 1) * actions; row++) {
      for (let k = offsets[row]!; k < offsets[row + 1]!; k++) {
        const entry = program.entry(s, next[k]!);
        const cell = cells.get(entry) ?? { rows: [], positions: [] };
        cells.set(entry, cell);
        cell.rows.push(row);
        cell.positions.push(k);
      }
    }
  }
  const parts = [...cells.values()];
  const starts = new Int32Array(parts.length + 1);
  parts.forEach(({ rows }, n) => {
    starts[n + 1] = starts[n]! + rows.length;
  });
  return {
    entries: Int32Array.from(cells.keys()),
    identity: Float64Array.from(cells.keys(), (entry) => (diagonals.has(entry) ? 1 : 0)),
    starts,
    rows: Int32Array.from(parts.flatMap(({ rows }) => rows)),
    positions: Int32Array.from(parts.flatMap(({ positions }) => positions)),
    fill: Int32Array.from({ length: program.entries }, (_, entry) => entry).filter((e) => !cells.has(e)),
  };
}

/**
 * Writes I − γP_π into every lane of `matrix`, for agents that share a kernel.
 * @param weights γ π(a|s) of lane l at (s·A + a)·lanes + l
 */
export function assemble(
  { entries, identity, starts, rows, positions, fill }: MatrixAssembly,
  { probability }: Kernel,
  weights: Float64Array,
  matrix: Float64Array,
): void {
  clear(matrix, fill);
  for (let n = 0, t = 0; n < entries.length; n++) {
    let sum0 = identity[n]!;
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (const end = starts[n + 1]!; t < end; t++) {
      const p = probability[positions[t]!]!;
      const weight = 4 * rows[t]!;
      sum0 -= p * weights[weight]!;
      sum1 -= p * weights[weight + 1]!;
      sum2 -= p * weights[weight + 2]!;
      sum3 -= p * weights[weight + 3]!;
    }
    const entry = 4 * entries[n]!;
    matrix[entry] = sum0;
    matrix[entry + 1] = sum1;
    matrix[entry + 2] = sum2;
    matrix[entry + 3] = sum3;
  }
}

/** The same for one lane, whose agent has a kernel of its own. */
export function assembleLane(
  { entries, identity, starts, rows, positions, fill }: MatrixAssembly,
  { probability }: Kernel,
  weights: Float64Array,
  matrix: Float64Array,
  lane: number,
): void {
  for (const entry of fill) matrix[lanes * entry + lane] = 0;
  for (let n = 0, t = 0; n < entries.length; n++) {
    let sum = identity[n]!;
    for (const end = starts[n + 1]!; t < end; t++) {
      sum -= probability[positions[t]!]! * weights[lanes * rows[t]! + lane]!;
    }
    matrix[lanes * entries[n]! + lane] = sum;
  }
}

function clear(matrix: Float64Array, fill: Int32Array): void {
  for (let n = 0; n < fill.length; n++) {
    const entry = 4 * fill[n]!;
    matrix[entry] = 0;
    matrix[entry + 1] = 0;
    matrix[entry + 2] = 0;
    matrix[entry + 3] = 0;
  }
}
