// What depends on a kernel's pattern alone: how its policy evaluations are solved, and where each number
// goes.
import { type EliminationProgram, planElimination } from "../math/elimination.ts";
import type { Kernel } from "./environment.ts";
import { type MatrixAssembly, planAssembly } from "./matrix-assembly.ts";

/** The sparse matrix P_π = Σ_a π(a|s) P(s'|s,a) of one pattern, and how to solve with I − γP_π. */
export interface EvaluationPlan {
  /** A kernel of this pattern. */
  readonly kernel: Kernel;
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
  readonly assembly: MatrixAssembly;
  /** Place of each kernel entry's next state. */
  readonly nextPlaces: Int32Array;
}

const plans = new WeakMap<Kernel, EvaluationPlan>();
/** The latest plan of each pattern's hash: a collision costs time, never bits. */
const byPattern = new Map<number, WeakRef<EvaluationPlan>>();

/** The plan of a kernel, made once per pattern. */
export function planOf(kernel: Kernel): EvaluationPlan {
  const known = plans.get(kernel);
  if (known !== undefined) return known;
  const hash = patternHash(kernel);
  const candidate = byPattern.get(hash)?.deref();
  const plan = candidate && samePattern(candidate.kernel, kernel) ? candidate : makePlan(kernel);
  byPattern.set(hash, new WeakRef(plan));
  plans.set(kernel, plan);
  return plan;
}

/** FNV-1a over the words of the pattern. */
function patternHash({ states, actions, offsets, next }: Kernel): number {
  let hash = 0x811c_9dc5;
  const absorb = (word: number) => {
    hash = Math.imul(hash ^ word, 0x0100_0193);
  };
  absorb(states);
  absorb(actions);
  offsets.forEach(absorb);
  next.forEach(absorb);
  return hash;
}

function samePattern(a: Kernel, b: Kernel): boolean {
  const equal = (x: Int32Array, y: Int32Array) =>
    x.length === y.length && x.every((value, i) => value === y[i]);
  return (
    a.states === b.states && a.actions === b.actions && equal(a.offsets, b.offsets) && equal(a.next, b.next)
  );
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
  return { kernel, offsets: starts, columns, positions, ...(direct && { direct }) };
}

/**
 * Elimination costs about 2u flops for u updates, a Krylov solve some tens of products with P_π; the factor
 * 60 was found on grids and random MDPs. It depends on the pattern only, so that an agent's bits never
 * depend on its company.
 */
function directPlan(kernel: Kernel, rows: readonly (readonly number[])[]): DirectPlan | undefined {
  const nonZeros = rows.reduce((sum, row) => sum + row.length, 0);
  const program = planElimination(rows, 30 * (4 * nonZeros + 10 * kernel.states));
  if (program === undefined) return undefined;
  const nextPlaces = kernel.next.map((state) => program.place[state]!);
  return { program, assembly: planAssembly(kernel, program), nextPlaces };
}
