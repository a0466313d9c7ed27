// Personal policies and values tried out, where the dynamics are known by their rules alone.
import { z } from "zod";
import type { EpisodicTask, World } from "../environments/environment.ts";
import { rootRng } from "../math/random.ts";
import type { Message } from "../mixing/mixing.ts";
import { actionProbabilities, drawAction } from "../policies/linear-softmax.ts";
import { type MetricKind, rowsOf } from "./metric.ts";
import { coefficientsIn, mean } from "./personal-values.ts";

/** Episodes from which a policy's mean length is taken: the same draws in every round. */
const episodes = 4;

/** Below this discount what follows changes no value. */
const negligible = 1e-12;

/**
 * `trial_length` = mean over agents and a few episodes of how long a policy in `theta` takes until an
 * episode ends, cut off at the task's horizon. `rest_value` = mean_k of the value that agents give to the
 * task's watched state, and where the task leaves no choice of action `rest_error` = mean_k of its distance
 * from the discounted rewards of one run from there. Per agent: `trial_length`, `rest_value`.
 */
export const trialsMetric: MetricKind = {
  kind: "trials",
  summary: "length of episodes under every agent's own policy, and the value of one watched state",
  options: z.strictObject({}),
  build: (_, { world }) => {
    const tasks = tasksOf(world);
    const truth = tasks?.every(({ actions }) => actions === 1) ? tasks.map(trueRestValue) : undefined;
    return {
      columns: ["trial_length", "rest_value", "rest_error"],
      measure(views) {
        const lengths = tasks && trialLengths(views, tasks);
        const values = tasks && restValues(views, tasks);
        return {
          row: {
            trial_length: lengths && mean(lengths),
            rest_value: values && mean(values),
            rest_error: values && truth && mean(values.map((value, k) => Math.abs(value - truth[k]))),
          },
          agents: {
            ...(lengths && { trial_length: Float64Array.from(lengths) }),
            ...(values && { rest_value: Float64Array.from(values) }),
          },
        };
      },
    };
  },
};

function tasksOf({ shares }: World): readonly EpisodicTask[] | undefined {
  const tasks = shares.flatMap((share) => ("task" in share ? [share.task] : []));
  return tasks.length === shares.length && tasks.length > 0 ? tasks : undefined;
}

/** Values are meant: with estimates of an average reward they are differential, and there are none. */
function restValues(views: readonly Message[], tasks: readonly EpisodicTask[]): number[] | undefined {
  const weights = coefficientsIn(views);
  if (weights === undefined || rowsOf(views, "averageReward") !== undefined) return undefined;
  return tasks.map(({ observe, rest }, k) => {
    return observe(rest).reduce((sum, feature, i) => sum + feature * weights[k][i], 0);
  });
}

/** Σ γᵗ r_t of the one run there is from the watched state. */
function trueRestValue({ step, rest, discount }: EpisodicTask): number {
  const rng = rootRng(0).fork("rest");
  let [state, factor, sum] = [rest, 1, 0];
  while (factor > negligible) {
    const next = step(state, 0, rng);
    sum += factor * next.reward;
    if (next.ended === true) break;
    [state, factor] = [next.state, factor * discount];
  }
  return sum;
}

function trialLengths(views: readonly Message[], tasks: readonly EpisodicTask[]): number[] | undefined {
  const thetas = rowsOf(views, "theta");
  return thetas && tasks.map((task, k) => meanLength(task, thetas[k]));
}

function meanLength(task: EpisodicTask, theta: Float64Array): number {
  const { start, step, actions, horizon, observe, policyFeatures = observe } = task;
  const probabilities = new Float64Array(actions);
  let steps = 0;
  for (let episode = 0; episode < episodes; episode++) {
    const rng = rootRng(0).fork("trial", episode);
    let state = start(rng);
    for (let n = 0; n < horizon; n++) {
      const action = drawAction(actionProbabilities(theta, policyFeatures(state), probabilities), rng);
      const next = step(state, action, rng);
      steps++;
      if (next.ended === true) break;
      state = next.state;
    }
  }
  return steps / episodes;
}
