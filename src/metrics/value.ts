// How good the policies are, against the optimum of the mean task.
import { z } from "zod";
import type { MarkovModel, PolicyTable } from "../environments/environment.ts";
import { optimum } from "../environments/optimum.ts";
import { evaluatePolicies } from "../environments/policy-evaluation.ts";
import { maxDifference } from "../math/vectors.ts";
import { policyFromLog } from "../policies/tabular-softmax.ts";
import { meanPolicy } from "./mean-policy.ts";
import { type Metric, type MetricContext, type MetricKind, rowsOf } from "./metric.ts";

const columns = ["value", "value_worst", "optimality_gap", "reward_value", "policy_error"];
const absent = { row: {} };

/**
 * `value` = V^π̄(ρ), `value_worst` = min_n V^{π_n}(ρ), `optimality_gap` = V*(ρ) − value, never clipped, all
 * of the mean task and regularised at the algorithm's temperature; `reward_value` = V^π̄(ρ) without the
 * entropy; `policy_error` = ‖log π̄ − log π*‖_∞ at temperature > 0, where π* is the only optimum. Where
 * kernels differ a value is the mean over the agents' models and there is no optimum. Per agent: `value`.
 */
export const valueMetric: MetricKind = {
  kind: "value",
  summary: "value of the mean policy and of the worst agent, gap to the optimum",
  options: z.strictObject({}),
  build: (_, context) => {
    const tasks = tasksOf(context);
    return tasks.length === 0 ? { columns, measure: () => absent } : measureAgainst(tasks, context);
  },
};

function tasksOf({ world }: MetricContext): readonly MarkovModel[] {
  if (world.meanTask !== undefined) return [world.meanTask];
  const models = world.shares.flatMap((share) => ("model" in share ? [share.model] : []));
  return models.length === world.shares.length ? models : [];
}

function measureAgainst(tasks: readonly MarkovModel[], { world, temperature }: MetricContext): Metric {
  const { actions } = tasks[0]!.kernel;
  const best = world.meanTask && optimum(world.meanTask, temperature);
  const bestValue = best && startValue(world.meanTask!, best.v);
  return {
    columns,
    measure(views) {
      const logs = rowsOf(views, "logPolicy");
      if (logs === undefined) return absent;
      const mean = meanPolicy(logs, actions);
      const own = logs.map((log) => policyFromLog(log));
      const [value, ...values] = valuesOf(tasks, [mean, ...own], temperature) as [number, ...number[]];
      return {
        row: {
          value,
          value_worst: values.reduce((worst, other) => Math.min(worst, other)),
          optimality_gap: bestValue === undefined ? undefined : bestValue - value,
          reward_value: temperature === 0 ? value : valuesOf(tasks, [mean], 0)[0],
          policy_error: best && temperature > 0 ? maxDifference(mean.log, best.policy.log) : undefined,
        },
        agents: { value: Float64Array.from(values) },
      };
    },
  };
}

/** For each policy the mean over the tasks of V^π(ρ). */
function valuesOf(
  tasks: readonly MarkovModel[],
  policies: readonly PolicyTable[],
  temperature: number,
): number[] {
  const sums = policies.map(() => 0);
  for (const model of tasks) {
    const q = policies.map(() => new Float64Array(model.reward.length));
    const v = policies.map(() => new Float64Array(model.kernel.states));
    evaluatePolicies(
      policies.map((policy) => ({ model, policy, temperature })),
      q,
      v,
    );
    v.forEach((values, n) => {
      sums[n]! += startValue(model, values);
    });
  }
  return sums.map((sum) => sum / tasks.length);
}

function startValue({ initial }: MarkovModel, v: Float64Array): number {
  return initial.reduce((sum, weight, state) => sum + weight * v[state]!, 0);
}
