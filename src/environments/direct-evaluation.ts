// Policy evaluation by sparse elimination, four agents side by side: assemble I − γP_π, solve, form Q,
// block by block.
import { eliminate, lanes } from "../math/elimination.ts";
import type { Kernel } from "./environment.ts";
import type { DirectPlan } from "./evaluation-plan.ts";
import { assemble, assembleLane } from "./matrix-assembly.ts";
import type { EvaluationRequest, EvaluationResult } from "./policy-evaluation.ts";

/** Memory for one block of agents of one plan; what belongs to lane l lies at index·lanes + l. */
interface Workspace {
  readonly matrix: Float64Array;
  /** The right-hand side, then V, by places. */
  readonly values: Float64Array;
  /** γ π(a|s), then Σ_s' P(s'|s,a) V(s'), at s·A + a. */
  readonly rows: Float64Array;
}

const workspaces = new WeakMap<DirectPlan, Workspace>();

function workspaceOf(plan: DirectPlan, { states, actions }: Kernel): Workspace {
  const known = workspaces.get(plan);
  if (known !== undefined) return known;
  const made = {
    matrix: new Float64Array(plan.program.entries * lanes),
    values: new Float64Array(states * lanes),
    rows: new Float64Array(states * actions * lanes),
  };
  workspaces.set(plan, made);
  return made;
}

/**
 * Evaluates requests of one pattern. A block that is not full repeats its last agent: lanes never touch
 * each other.
 */
export function evaluateDirectly(
  plan: DirectPlan,
  requests: readonly EvaluationRequest[],
  results: readonly EvaluationResult[],
): void {
  if (requests.length === 0) return;
  const workspace = workspaceOf(plan, requests[0]!.model.kernel);
  for (let first = 0; first < requests.length; first += lanes) {
    const lane = (l: number) => requests[Math.min(first + l, requests.length - 1)]!;
    evaluateBlock(plan, workspace, [lane(0), lane(1), lane(2), lane(3)]);
    for (let l = 0; l < lanes && first + l < requests.length; l++) {
      readLane(plan, workspace, l, lane(l), results[first + l]!);
    }
  }
}

/** One request per lane. */
type Block = readonly [EvaluationRequest, EvaluationRequest, EvaluationRequest, EvaluationRequest];

/** V and Σ P V of four agents; where they share a kernel, its numbers are read once for all. */
function evaluateBlock(plan: DirectPlan, workspace: Workspace, block: Block): void {
  const { matrix, values, rows } = workspace;
  const { kernel } = block[0].model;
  block.forEach((request, l) => {
    loadLane(plan, workspace, l, request);
  });
  if (block.every(({ model }) => model.kernel === kernel)) {
    assemble(plan.assembly, kernel, rows, matrix);
    eliminate(plan.program, matrix, values);
    expectNext(plan, kernel, workspace);
    return;
  }
  block.forEach(({ model }, l) => {
    assembleLane(plan.assembly, model.kernel, rows, matrix, l);
  });
  eliminate(plan.program, matrix, values);
  block.forEach(({ model }, l) => {
    expectNextInLane(plan, model.kernel, workspace, l);
  });
}

/** Writes one lane's r_π − τ Σ_a π log π and γπ. */
function loadLane(
  { program: { place } }: DirectPlan,
  { values, rows }: Workspace,
  l: number,
  request: EvaluationRequest,
): void {
  const { probabilities } = request.policy;
  const { kernel, discount } = request.model;
  for (let s = 0; s < kernel.states; s++) {
    values[place[s]! * lanes + l] = policyReward(request, s, kernel.actions);
  }
  for (let row = 0; row < probabilities.length; row++) {
    rows[row * lanes + l] = discount * probabilities[row]!;
  }
}

/** Σ_a π(a|s) ( r(s,a) − τ log π(a|s) ), with 0 log 0 = 0. */
export function policyReward(
  { model, policy, temperature }: EvaluationRequest,
  s: number,
  actions: number,
): number {
  const { reward } = model;
  const { probabilities, log } = policy;
  let sum = 0;
  if (temperature === 0) {
    for (let row = s * actions; row < (s + 1) * actions; row++) sum += probabilities[row]! * reward[row]!;
    return sum;
  }
  for (let row = s * actions; row < (s + 1) * actions; row++) {
    const p = probabilities[row]!;
    if (p > 0) sum += p * (reward[row]! - temperature * log[row]!);
  }
  return sum;
}

/** rows = Σ_s' P(s'|s,a) V(s') in every lane, for agents that share a kernel. */
function expectNext(
  { nextPlaces }: DirectPlan,
  { offsets, probability }: Kernel,
  { values, rows }: Workspace,
): void {
  for (let row = 0, k = 0; row + 1 < offsets.length; row++) {
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (const end = offsets[row + 1]!; k < end; k++) {
      const p = probability[k]!;
      const next = 4 * nextPlaces[k]!;
      sum0 += p * values[next]!;
      sum1 += p * values[next + 1]!;
      sum2 += p * values[next + 2]!;
      sum3 += p * values[next + 3]!;
    }
    const at = 4 * row;
    rows[at] = sum0;
    rows[at + 1] = sum1;
    rows[at + 2] = sum2;
    rows[at + 3] = sum3;
  }
}

/** The same for one lane, whose agent has a kernel of its own. */
function expectNextInLane(
  { nextPlaces }: DirectPlan,
  { offsets, probability }: Kernel,
  { values, rows }: Workspace,
  lane: number,
): void {
  for (let row = 0, k = 0; row + 1 < offsets.length; row++) {
    let sum = 0;
    for (const end = offsets[row + 1]!; k < end; k++) {
      sum += probability[k]! * values[lanes * nextPlaces[k]! + lane]!;
    }
    rows[lanes * row + lane] = sum;
  }
}

/** Writes one lane's Q(s,a) = r(s,a) + γ Σ P V, and V where it is wanted. */
function readLane(
  { program: { place } }: DirectPlan,
  { values, rows }: Workspace,
  l: number,
  { model: { reward, discount } }: EvaluationRequest,
  { q, v }: EvaluationResult,
): void {
  for (let row = 0; row < reward.length; row++) q[row] = reward[row]! + discount * rows[row * lanes + l]!;
  if (v !== undefined) for (let s = 0; s < v.length; s++) v[s] = values[place[s]! * lanes + l]!;
}
