// Policy evaluation by sparse elimination, four agents side by side: assemble I − γP_π, solve, form Q, block
// by block. Loops touch few arrays each: compiled code then keeps their addresses in registers.
import { eliminate, lanes } from "../math/elimination.ts";
import type { Kernel } from "./environment.ts";
import type { DirectPlan } from "./evaluation-plan.ts";
import { type EvaluationRequest, type EvaluationResult, policyRewards } from "./evaluation-request.ts";
import { type BlockEvaluation, simdEvaluation } from "./simd-evaluation.ts";

/** Memory for one block of agents of one plan; row or entry i of lane l lies at lanes·i + l. */
interface Workspace {
  readonly matrix: Float64Array;
  readonly values: Float64Array;
  /** γ π(a|s) before the solve, Σ P V after it; by rows of the kernel. */
  readonly rows: Float64Array;
}

const workspaces = new WeakMap<DirectPlan, Workspace>();

function workspaceOf(plan: DirectPlan, rows: number): Workspace {
  const known = workspaces.get(plan);
  if (known !== undefined) return known;
  const { entries, size } = plan.program;
  const made = {
    matrix: new Float64Array(entries * lanes),
    values: new Float64Array(size * lanes),
    rows: new Float64Array(rows * lanes),
  };
  workspaces.set(plan, made);
  return made;
}

/** Evaluates requests of one pattern, block by block: by SIMD where it can, else by `evaluateBlock`. */
export function evaluateDirectly(
  plan: DirectPlan,
  requests: readonly EvaluationRequest[],
  results: readonly EvaluationResult[],
): void {
  for (let first = 0; first < requests.length; first += lanes) {
    const last = Math.min(first + lanes, requests.length);
    if (simdEvaluation?.(plan, requests, results, first, last)) continue;
    evaluateBlock(plan, requests, results, first, last);
  }
}

/**
 * Evaluates requests first … last − 1. A block that is not full leaves what an earlier one has put into its
 * last lanes: lanes never touch each other.
 */
export const evaluateBlock: BlockEvaluation = (plan, requests, results, first, last) => {
  const { kernel, reward } = requests[first]!.model;
  const workspace = workspaceOf(plan, reward.length);
  let shared = true;
  for (let n = first; n < last; n++) {
    shared &&= requests[n]!.model.kernel === kernel;
    scalePolicy(requests[n]!, n - first, workspace.rows);
    policyRewards(requests[n]!, plan.program.place, lanes, n - first, workspace.values);
  }
  if (shared) assemble(plan, gatheredBy(plan, kernel), workspace);
  else for (let n = first; n < last; n++) assembleLane(plan, requests[n]!, n - first, workspace);
  eliminate(plan.program, workspace.matrix, workspace.values);
  if (shared) expectValues(plan, kernel, workspace);
  else for (let n = first; n < last; n++) expectLane(plan, requests[n]!, n - first, workspace);
  for (let n = first; n < last; n++) readLane(plan, requests[n]!, n - first, workspace, results[n]!);
  return true;
};

const gatherings = new WeakMap<Kernel, Float64Array>();

/** The kernel's probabilities in the order in which the matrix gathers them. */
function gatheredBy({ sources }: DirectPlan, kernel: Kernel): Float64Array {
  const known = gatherings.get(kernel) ?? Float64Array.from(sources, (k) => kernel.probability[k]!);
  gatherings.set(kernel, known);
  return known;
}

function scalePolicy({ model, policy }: EvaluationRequest, lane: number, rows: Float64Array): void {
  const { probabilities } = policy;
  const { discount } = model;
  for (let row = 0, at = lane; row < probabilities.length; row++, at += lanes) {
    rows[at] = discount * probabilities[row]!;
  }
}

/** matrix = I − γP_π in all lanes of one kernel; each entry is summed in registers and written once. */
function assemble(
  { program, gathers, rows: sourceRows }: DirectPlan,
  gathered: Float64Array,
  { matrix, rows }: Workspace,
): void {
  for (let entry = 0, n = 0; entry < program.entries; entry++) {
    let x0 = 0;
    let x1 = 0;
    let x2 = 0;
    let x3 = 0;
    for (const end = gathers[entry + 1]!; n < end; n++) {
      const row = 4 * sourceRows[n]!;
      const p = gathered[n]!;
      x0 -= rows[row]! * p;
      x1 -= rows[row + 1]! * p;
      x2 -= rows[row + 2]! * p;
      x3 -= rows[row + 3]! * p;
    }
    const at = 4 * entry;
    matrix[at] = x0;
    matrix[at + 1] = x1;
    matrix[at + 2] = x2;
    matrix[at + 3] = x3;
  }
  for (let k = 0; k < program.size; k++) {
    const diagonal = lanes * program.start[k]!;
    for (let at = diagonal; at < diagonal + lanes; at++) matrix[at]! += 1;
  }
}

/** The same sums for one lane, where kernels differ. */
function assembleLane(
  { program, gathers, sources, rows: sourceRows }: DirectPlan,
  { model }: EvaluationRequest,
  lane: number,
  { matrix, rows }: Workspace,
): void {
  const { probability } = model.kernel;
  for (let entry = 0, n = 0; entry < program.entries; entry++) {
    let x = 0;
    for (const end = gathers[entry + 1]!; n < end; n++) {
      x -= rows[lanes * sourceRows[n]! + lane]! * probability[sources[n]!]!;
    }
    matrix[lanes * entry + lane] = x;
  }
  for (let k = 0; k < program.size; k++) matrix[lanes * program.start[k]! + lane]! += 1;
}

/** rows = Σ_s' P(s'|s,a) V(s') in all lanes of one kernel. */
function expectValues(
  { nextPlaces }: DirectPlan,
  { offsets, probability }: Kernel,
  { values, rows }: Workspace,
): void {
  for (let row = 0, k = 0; row < offsets.length - 1; row++) {
    let x0 = 0;
    let x1 = 0;
    let x2 = 0;
    let x3 = 0;
    for (const end = offsets[row + 1]!; k < end; k++) {
      const p = probability[k]!;
      const at = 4 * nextPlaces[k]!;
      x0 += p * values[at]!;
      x1 += p * values[at + 1]!;
      x2 += p * values[at + 2]!;
      x3 += p * values[at + 3]!;
    }
    const at = 4 * row;
    rows[at] = x0;
    rows[at + 1] = x1;
    rows[at + 2] = x2;
    rows[at + 3] = x3;
  }
}

/** The same sums for one lane, where kernels differ. */
function expectLane(
  { nextPlaces }: DirectPlan,
  { model }: EvaluationRequest,
  lane: number,
  { values, rows }: Workspace,
): void {
  const { offsets, probability } = model.kernel;
  for (let row = 0, k = 0; row < offsets.length - 1; row++) {
    let x = 0;
    for (const end = offsets[row + 1]!; k < end; k++) {
      x += probability[k]! * values[lanes * nextPlaces[k]! + lane]!;
    }
    rows[lanes * row + lane] = x;
  }
}

/** Writes one lane's Q(s,a) = r(s,a) + γ Σ P V, and V where it is wanted. */
function readLane(
  { program }: DirectPlan,
  { model }: EvaluationRequest,
  lane: number,
  { values, rows }: Workspace,
  { q, v }: EvaluationResult,
): void {
  const { reward, discount } = model;
  for (let row = 0, at = lane; row < q.length; row++, at += lanes) {
    q[row] = reward[row]! + discount * rows[at]!;
  }
  if (v === undefined) return;
  for (let s = 0; s < v.length; s++) v[s] = values[lanes * program.place[s]! + lane]!;
}
