// The coefficients that the agents' values should have.
import { evaluatePolicy } from "../environments/policy-evaluation.ts";
import { assert } from "../error.ts";
import { combine, coordinates } from "../math/orthonormal.ts";
import { solveSmall } from "../math/small-system.ts";
import type { Message } from "../mixing/mixing.ts";
import { hiddenTasks, policiesIn } from "./hidden-tasks.ts";
import type { MetricContext } from "./metric.ts";

/** z_k of every agent; undefined where nothing is known about them. */
export type TrueCoefficients = (views: readonly Message[]) => readonly Float64Array[] | undefined;

/**
 * The truth of a world for prediction; in a world for control, that of the agents' present policies:
 * z = B* ω with Φ B* ω = V^π, which hidden clusters make solvable.
 */
export function trueCoefficients({ world }: MetricContext): TrueCoefficients {
  const { subspace } = world;
  if (subspace?.prediction) return () => subspace.prediction?.coefficients;
  const control = subspace?.control;
  if (control === undefined) return () => undefined;
  const { basis, rank, dimension } = subspace!;
  const tasks = hiddenTasks(world)!;
  const [share] = world.shares;
  const observe = "model" in share ? share.model.observe : undefined;
  // One state of each cluster: B*ᵀ φ(s), which is the same for all states of a cluster.
  const seen = Array.from({ length: rank }, (_, cluster) => {
    const features = observe!(control.clusterOf.indexOf(cluster));
    return coordinates(basis, features, new Float64Array(rank));
  });
  return (views) =>
    policiesIn(views, tasks)?.map((policy, k) => {
      const head = evaluatePolicy(tasks[k].model, policy, 0).v;
      const solved = solveSmall(Float64Array.from(seen.flatMap((row) => [...row])), head);
      assert(solved, "the features of clusters are independent within the subspace");
      return combine(basis, head, new Float64Array(dimension));
    });
}
