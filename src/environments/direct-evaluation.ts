// Policy evaluation by sparse elimination, four agents side by side: assemble I − γP_π, solve, form Q,
// block by block.
import { eliminate, lanes } from "../math/elimination.ts";
import type { DirectPlan } from "./evaluation-plan.ts";
import type { EvaluationRequest, EvaluationResult } from "./policy-evaluation.ts";

/** Memory for one block of agents of one plan. */
interface Workspace {
  readonly matrix: Float64Array;
  readonly values: Float64Array;
}

const workspaces = new WeakMap<DirectPlan, Workspace>();

function workspaceOf(plan: DirectPlan): Workspace {
  const known = workspaces.get(plan);
  if (known !== undefined) return known;
  const { entries, size } = plan.program;
  const made = { matrix: new Float64Array(entries * lanes), values: new Float64Array(size * lanes) };
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
  const workspace = workspaceOf(plan);
  for (let first = 0; first < requests.length; first += lanes) {
    const lane = (l: number) => Math.min(first + l, requests.length - 1);
    const block: Block = [requests[lane(0)]!, requests[lane(1)]!, requests[lane(2)]!, requests[lane(3)]!];
    assemble(plan, workspace, block);
    eliminate(plan.program, workspace.matrix, workspace.values);
    for (let l = 0; l < lanes && first + l < requests.length; l++) {
      readLane(plan, workspace.values, l, block[l as 0], results[first + l]!);
    }
  }
}

type Block = readonly [EvaluationRequest, EvaluationRequest, EvaluationRequest, EvaluationRequest];

/** matrix = I − γP_π and values = r_π − τ Σ_a π log π, in every lane. */
function assemble({ program, entries }: DirectPlan, { matrix, values }: Workspace, block: Block): void {
  const { states, actions, offsets } = block[0].model.kernel;
  matrix.fill(0);
  const [r0, r1, r2, r3] = block;
  const p0 = r0.policy.probabilities;
  const p1 = r1.policy.probabilities;
  const p2 = r2.policy.probabilities;
  const p3 = r3.policy.probabilities;
  const k0 = r0.model.kernel.probability;
  const k1 = r1.model.kernel.probability;
  const k2 = r2.model.kernel.probability;
  const k3 = r3.model.kernel.probability;
  const g0 = r0.model.discount;
  const g1 = r1.model.discount;
  const g2 = r2.model.discount;
  const g3 = r3.model.discount;
  for (let s = 0; s < states; s++) {
    const diagonal = 4 * program.start[program.place[s]!]!;
    for (let l = 0; l < 4; l++) matrix[diagonal + l]! += 1;
    for (let row = s * actions; row < (s + 1) * actions; row++) {
      const w0 = g0 * p0[row]!;
      const w1 = g1 * p1[row]!;
      const w2 = g2 * p2[row]!;
      const w3 = g3 * p3[row]!;
      for (let k = offsets[row]!, end = offsets[row + 1]!; k < end; k++) {
        const entry = 4 * entries[k]!;
        matrix[entry]! -= w0 * k0[k]!;
        matrix[entry + 1]! -= w1 * k1[k]!;
        matrix[entry + 2]! -= w2 * k2[k]!;
        matrix[entry + 3]! -= w3 * k3[k]!;
      }
    }
    const at = 4 * program.place[s]!;
    values[at] = policyReward(r0, s, actions);
    values[at + 1] = policyReward(r1, s, actions);
    values[at + 2] = policyReward(r2, s, actions);
    values[at + 3] = policyReward(r3, s, actions);
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

/** Writes one lane's Q(s,a) = r(s,a) + γ Σ P V, and V where it is wanted. */
function readLane(
  { program, nextPlaces }: DirectPlan,
  values: Float64Array,
  l: number,
  { model }: EvaluationRequest,
  { q, v }: EvaluationResult,
): void {
  const { kernel, reward, discount } = model;
  const { offsets, probability } = kernel;
  for (let row = 0; row < reward.length; row++) {
    let expected = 0;
    for (let k = offsets[row]!, end = offsets[row + 1]!; k < end; k++) {
      expected += probability[k]! * values[4 * nextPlaces[k]! + l]!;
    }
    q[row] = reward[row]! + discount * expected;
  }
  if (v !== undefined) for (let s = 0; s < v.length; s++) v[s] = values[4 * program.place[s]! + l]!;
}
