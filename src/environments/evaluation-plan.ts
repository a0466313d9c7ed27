// What depends on a kernel's pattern alone: how its policy evaluations are solved, and where each number
// goes.
import { type EliminationProgram, planElimination } from "../math/elimination.ts";
import type { Kernel } from "./environment.ts";

/** The sparse matrix P_π = Σ_a π(a|s) P(s'|s,a) of one pattern, and how to solve with I − γP_π. */
export interface EvaluationPlan {
  /** Compressed rows of P_π: columns ascending. */
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  /** Position in `columns` of each entry of the kernel. */
  readonly positions: Int32Array;
  /** Present where elimination is the cheaper way. */
  readonly direct?: DirectPlan;
}

/** Addresses for elimination with interleaved lanes. */
export interface DirectPlan {
  readonly program: EliminationProgram;
  /**
   * Entry e of the program's matrix gathers the kernel's entries `sources[c]`, which stand in its rows
   * `rows[c]`, for `gathers[e]` ≤ c < `gathers[e + 1]`, by ascending action. Fill gathers nothing.
   */
  readonly gathers: Int32Array;
  readonly sources: Int32Array;
  readonly rows: Int32Array;
  /** Place of each kernel entry's next state. */
  readonly nextPlaces: Int32Array;
}

const plans = new WeakMap<Kernel, EvaluationPlan>();
const byPattern = new Map<string, WeakRef<EvaluationPlan>>();

/** The plan of a kernel, made once per pattern. */
export function planOf(kernel: Kernel): EvaluationPlan {
  const known = plans.get(kernel);
  if (known !== undefined) return known;
  const key = `${kernel.states},${kernel.actions};${kernel.offsets};${kernel.next}`;
  const plan = byPattern.get(key)?.deref() ?? makePlan(kernel);
  byPattern.set(key, new WeakRef(plan));
  plans.set(kernel, plan);
  return plan;
}

function makePlan(kernel: Kernel): EvaluationPlan {
  const { states, actions, offsets, next } = kernel;
  const rows = Array.from({ length: states }, (_, s) =>
    [...new Set(next.subarray(offsets[s * actions], offsets[(s + 1) * actions]))].sort((a, b) => a - b),
  );
  const starts = new Int32Array(states + 1);
  rows.forEach((row, s) => {
    starts[s + 1] = starts[s]! + row.length;
  });
  const positions = new Int32Array(next.length);
  rows.forEach((row, s) => {
    const rank = new Map(row.map((column, n) => [column, n]));
    for (let k = offsets[s * actions]!; k < offsets[(s + 1) * actions]!; k++) {
      positions[k] = starts[s]! + rank.get(next[k]!)!;
    }
  });
  const direct = directPlan(kernel, rows);
  const columns = Int32Array.from(rows.flat());
  return { offsets: starts, columns, positions, ...(direct && { direct }) };
}

/**
 * Elimination costs about 2u flops for u updates, a Krylov solve some tens of products with P_π; the factor
 * 60 was found on grids and random MDPs. It depends on the pattern only, so that an agent's bits never
 * depend on its company.
 */
function directPlan(kernel: Kernel, rows: readonly (readonly number[])[]): DirectPlan | undefined {
  const { states, actions, offsets, next } = kernel;
  const nonZeros = rows.reduce((sum, row) => sum + row.length, 0);
  const program = planElimination(rows, 30 * (4 * nonZeros + 10 * states));
  if (program === undefined) return undefined;
  const gathered: number[][] = Array.from({ length: program.entries }, () => []);
  const rowOf = new Int32Array(next.length);
  for (let row = 0; row < states * actions; row++) {
    const state = Math.floor(row / actions);
    for (let k = offsets[row]!; k < offsets[row + 1]!; k++) {
      gathered[program.entry(state, next[k]!)]!.push(k);
      rowOf[k] = row;
    }
  }
  const gathers = new Int32Array(program.entries + 1);
  gathered.forEach((list, entry) => {
    gathers[entry + 1] = gathers[entry]! + list.length;
  });
  const sources = Int32Array.from(gathered.flat());
  const nextPlaces = next.map((state) => program.place[state]!);
  return { program, gathers, sources, rows: sources.map((k) => rowOf[k]!), nextPlaces };
}
