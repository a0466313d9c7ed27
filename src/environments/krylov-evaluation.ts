// Policy evaluation where elimination would fill in: agent by agent, by a Krylov solve on the sparse P_π.
import { solveResolvent } from "../math/resolvent.ts";
import type { SparseMatrix } from "../math/sparse-matrix.ts";
import type { MarkovModel, PolicyTable } from "./environment.ts";
import { planOf } from "./evaluation-plan.ts";
import { type EvaluationRequest, type EvaluationResult, policyRewards } from "./evaluation-request.ts";

/** P_π = Σ_a π(a|s) P(s'|s,a), in compressed rows. */
export function transitionsUnder({ kernel }: MarkovModel, { probabilities }: PolicyTable): SparseMatrix {
  const { offsets, columns, positions } = planOf(kernel);
  const values = new Float64Array(columns.length);
  for (let row = 0; row < probabilities.length; row++) {
    for (let k = kernel.offsets[row]!; k < kernel.offsets[row + 1]!; k++) {
      values[positions[k]!]! += probabilities[row]! * kernel.probability[k]!;
    }
  }
  return { size: kernel.states, offsets, columns, values };
}

/** Evaluates requests of one pattern, each alone. */
export function evaluateByKrylov(
  requests: readonly EvaluationRequest[],
  results: readonly EvaluationResult[],
): void {
  requests.forEach((request, n) => {
    const { model, policy } = request;
    const { states, offsets, next, probability } = model.kernel;
    const reward = new Float64Array(states);
    policyRewards(request, identity(states), 1, 0, reward);
    const values = solveResolvent(transitionsUnder(model, policy), model.discount, reward);
    const { q, v } = results[n]!;
    for (let row = 0; row < q.length; row++) {
      let expected = 0;
      for (let k = offsets[row]!; k < offsets[row + 1]!; k++)
        expected += probability[k]! * values[next[k]!]!;
      q[row] = model.reward[row]! + model.discount * expected;
    }
    v?.set(values);
  });
}

function identity(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, s) => s);
}
