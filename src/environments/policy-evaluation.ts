// Exact evaluation of policies in known models: solve (I − γP_π) V = r_π, then Q = r + γPV.
import { assert } from "../error.ts";
import { evaluateDirectly } from "./direct-evaluation.ts";
import type { MarkovModel, PolicyTable } from "./environment.ts";
import { type EvaluationPlan, planOf } from "./evaluation-plan.ts";
import type { EvaluationRequest, EvaluationResult } from "./evaluation-request.ts";
import { evaluateByKrylov } from "./krylov-evaluation.ts";

/**
 * Evaluates many policies as few batches, one per sparsity pattern. Alone or in a batch: the same bits.
 * @param q one array of S·A numbers per request, filled with Q
 * @param v one array of S numbers per request, filled with V
 */
export function evaluatePolicies(
  requests: readonly EvaluationRequest[],
  q: readonly Float64Array[],
  v?: readonly Float64Array[],
): void {
  assert(q.length === requests.length, "one array per request");
  const results = q.map((row, n): EvaluationResult => ({ q: row, v: v?.[n] }));
  for (const [plan, members] of byPlan(requests)) {
    const asked = members === undefined ? requests : members.map((n) => requests[n]!);
    const answered = members === undefined ? results : members.map((n) => results[n]!);
    if (plan.direct !== undefined) evaluateDirectly(plan.direct, asked, answered);
    else evaluateByKrylov(asked, answered);
  }
}

/** Requests by plan; the members are left out where all requests have one plan. */
function byPlan(requests: readonly EvaluationRequest[]): Map<EvaluationPlan, number[] | undefined> {
  const [first] = requests;
  if (first === undefined) return new Map();
  if (requests.every(({ model }) => model.kernel === first.model.kernel)) {
    return new Map([[planOf(first.model.kernel), undefined]]);
  }
  const groups = new Map<EvaluationPlan, number[]>();
  requests.forEach(({ model }, n) => {
    const plan = planOf(model.kernel);
    const members = groups.get(plan);
    if (members === undefined) groups.set(plan, [n]);
    else members.push(n);
  });
  return groups;
}

/** Q and V of one policy. */
export function evaluatePolicy(
  model: MarkovModel,
  policy: PolicyTable,
  temperature: number,
): { readonly v: Float64Array; readonly q: Float64Array } {
  const v = new Float64Array(model.kernel.states);
  const q = new Float64Array(model.reward.length);
  evaluatePolicies([{ model, policy, temperature }], [q], [v]);
  return { v, q };
}
