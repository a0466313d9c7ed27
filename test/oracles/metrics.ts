// Every column of the built-in metrics, computed once more from the agents' states and the models.
import type { MarkovModel, World } from "../../src/environments/environment.ts";
import type { Rows } from "../algorithms/simulation.ts";
import { modelsOf, valueIteration } from "../environments/fixtures.ts";
import { meanRow, naiveEvaluation, naiveNormalise } from "./policy-gradient.ts";

/** The columns about policies and trackers, from the states after a round. */
export function naiveColumns(world: World, rows: Rows, temperature: number): Record<string, number> {
  const models = modelsOf(world);
  const logs = rows.map(({ logPolicy }) => [...logPolicy!]);
  const bar = naiveNormalise(meanRow(logs), models[0]!.actions);
  const task: Pick<MarkovModel, "kernel" | "reward" | "discount" | "initial"> = {
    ...models[0]!,
    reward: Float64Array.from(meanRow(models.map(({ reward }) => reward))),
  };
  const values = logs.map((log) => meanValue(models, log, temperature));
  const value = meanValue(models, bar, temperature);
  const columns: Record<string, number> = {
    value,
    value_worst: Math.min(...values),
    reward_value: meanValue(models, bar, 0),
    policy_consensus: largest(logs.map((log) => log.map((x, k) => x - bar[k]!))),
    evaluation_error: largest(
      rows.map(({ q }, n) => {
        const exact = naiveEvaluation(models[n]!, logs[n]!, temperature).q;
        return exact.map((x, k) => x - q![k]!);
      }),
    ),
  };
  if (world.meanTask !== undefined) {
    const best = valueIteration(task as MarkovModel, temperature, 400);
    columns.optimality_gap = atStart(task, best) - value;
    if (temperature > 0) {
      const optimal = naiveLogOptimum(models[0]!, task.reward, best, temperature);
      columns.policy_error = largest([optimal.map((x, k) => x - bar[k]!)]);
    }
  }
  if (rows.every(({ tracker }) => tracker !== undefined)) {
    const target = meanRow(rows.map(({ q }) => q!));
    const trackers = rows.map(({ tracker }) => [...tracker!]);
    columns.tracking_error = largest(trackers.map((row) => row.map((x, k) => x - target[k]!)));
    columns.tracking_gap = largest([meanRow(trackers).map((x, k) => x - target[k]!)]);
  }
  return columns;
}

/** log π*(a|s) = (Q*(s,a) − V*(s))/τ, with V* by value iteration. */
function naiveLogOptimum(
  { kernel, discount, actions }: MarkovModel,
  reward: ArrayLike<number>,
  best: ArrayLike<number>,
  temperature: number,
): number[] {
  return Array.from(reward, (r, at) => {
    let expected = 0;
    for (let k = kernel.offsets[at]!; k < kernel.offsets[at + 1]!; k++) {
      expected += kernel.probability[k]! * best[kernel.next[k]!]!;
    }
    return (r + discount * expected - best[Math.floor(at / actions)]!) / temperature;
  });
}

/** The mean over agents of V_n(ρ). */
export function meanValue(models: readonly MarkovModel[], log: ArrayLike<number>, temperature: number) {
  const each = models.map((model) => atStart(model, naiveEvaluation(model, log, temperature).v));
  return each.reduce((sum, v) => sum + v, 0) / models.length;
}

function atStart({ initial }: Pick<MarkovModel, "initial">, v: ArrayLike<number>): number {
  let sum = 0;
  for (let s = 0; s < initial.length; s++) sum += initial[s]! * v[s]!;
  return sum;
}

function largest(rows: readonly (readonly number[])[]): number {
  return Math.max(...rows.flat().map(Math.abs));
}
