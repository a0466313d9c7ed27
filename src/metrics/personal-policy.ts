// Personal policies, each in the agent's own MDP: how good, how near to the best, how steep the way on.
import { z } from "zod";
import { optimum, startValue } from "../environments/optimum.ts";
import { policyGradient } from "../environments/policy-gradient.ts";
import { hiddenTasks, policiesIn } from "./hidden-tasks.ts";
import { type MetricKind, rowsOf } from "./metric.ts";
import { mean } from "./personal-values.ts";
import { sharedOptimum } from "./shared-optimum.ts";

/**
 * Of policies that are softmax in `theta`: `own_value` = mean_k J_k(π_k), `own_value_worst` = the least
 * J_k(π_k) − J_k*, `own_optimum` = mean_k J_k*, `shared_optimum` = the largest mean_k J_k(π) found for one π
 * common to all (worlds with hidden clusters only), `gradient_norm` = mean_k ‖∇_θ J_k‖². Per agent:
 * `own_value`, `own_gap` = J_k* − J_k(π_k).
 */
export const personalPolicyMetric: MetricKind = {
  kind: "personal-policy",
  summary: "value of every agent's own policy beside its own optimum and the best shared policy",
  options: z.strictObject({}),
  build: (_, { world, shares }) => {
    // Optima are found when a policy is first seen: most algorithms have none of this kind.
    let known: ReturnType<typeof groundTruth> | undefined;
    return {
      columns: ["own_value", "own_value_worst", "own_optimum", "shared_optimum", "gradient_norm"],
      measure(views) {
        if (rowsOf(views, "theta") === undefined) return { row: {} };
        known ??= groundTruth({ ...world, shares });
        const policies = policiesIn(views, known.tasks);
        if (policies === undefined) return { row: {} };
        const { tasks, optima } = known;
        const found = policies.map((policy, k) => policyGradient(tasks![k].model, policy));
        const gaps = found.map(({ value }, k) => optima[k] - value);
        const steep = found.map(({ gradient }, k) => squaredThetaNorm(gradient, tasks![k].seen));
        return {
          row: {
            own_value: mean(found.map(({ value }) => value)),
            own_value_worst: -Math.max(...gaps),
            own_optimum: mean(optima),
            shared_optimum: known.shared,
            gradient_norm: mean(steep),
          },
          agents: {
            own_value: Float64Array.from(found, ({ value }) => value),
            own_gap: Float64Array.from(gaps),
          },
        };
      },
    };
  },
};

function groundTruth(world: Parameters<typeof hiddenTasks>[0]) {
  const tasks = hiddenTasks(world);
  const models = tasks?.map(({ model }) => model) ?? [];
  return {
    tasks,
    optima: models.map((model) => startValue(model, optimum(model, 0).v)),
    shared: world.subspace?.control && sharedOptimum(models),
  };
}

/** ‖∇_θ J‖² where logit(s, a) = θ_a · ψ(s). */
function squaredThetaNorm(gradient: Float64Array, seen: readonly Float64Array[]): number {
  const actions = gradient.length / seen.length;
  let sum = 0;
  for (let a = 0; a < actions; a++) {
    for (let i = 0; i < seen[0].length; i++) {
      const entry = seen.reduce((total, row, state) => total + gradient[state * actions + a] * row[i], 0);
      sum += entry * entry;
    }
  }
  return sum;
}
