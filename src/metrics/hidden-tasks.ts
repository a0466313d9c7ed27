// The MDPs in which personal policies are judged: those over hidden clusters where the world has some, which
// give the same values from fewer states; else the agents' own.
import type { MarkovModel, PolicyTable, World } from "../environments/environment.ts";
import type { Message } from "../mixing/mixing.ts";
import { linearPolicy } from "../policies/linear-softmax.ts";
import { rowsOf } from "./metric.ts";

/** An agent's MDP, and what its policy sees of each of its states. */
export interface HiddenTask {
  readonly model: MarkovModel;
  readonly seen: readonly Float64Array[];
}

/** The tasks of all agents; undefined where a world has no known dynamics for each of them. */
export function hiddenTasks({ shares, subspace }: World): readonly HiddenTask[] | undefined {
  const own = shares.flatMap((share) => ("model" in share ? [share.model] : []));
  if (own.length < shares.length) return undefined;
  const control = subspace?.control;
  if (control === undefined)
    return own.map((model) => ({ model, seen: seenBy(model, model.kernel.states) }));
  const first = Array.from(control.models[0].initial, (_, cluster) => control.clusterOf.indexOf(cluster));
  return own.map((model, k) => {
    const all = seenBy(model, model.kernel.states);
    return { model: control.models[k], seen: first.map((state) => all[state]) };
  });
}

function seenBy(model: MarkovModel, states: number): Float64Array[] {
  const { policyFeatures = model.observe } = model;
  return Array.from({ length: states }, (_, state) => policyFeatures(state));
}

/** The policies of all agents in their tasks, from the views' `theta`; undefined unless all have one. */
export function policiesIn(
  views: readonly Message[],
  tasks: readonly HiddenTask[] | undefined,
): readonly PolicyTable[] | undefined {
  const thetas = rowsOf(views, "theta");
  if (thetas === undefined || tasks === undefined) return undefined;
  return thetas.map((theta, k) => linearPolicy(theta, tasks[k].seen));
}
