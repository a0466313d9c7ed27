// Shared bases: how far they are from the true subspace and from each other.
import { z } from "zod";
import { orthonormalise } from "../math/orthonormal.ts";
import { type Angles, anglesBetween } from "../math/principal-angles.ts";
import { maxDifference, maximum, meanOf } from "../math/vectors.ts";
import type { Message } from "../mixing/mixing.ts";
import { type MetricKind, rowsOf } from "./metric.ts";
import { mean, rankOf, squaredDistance } from "./personal-values.ts";

/**
 * Of the agents' `basis`, whose columns are made orthonormal first where they are not: `subspace_angle` =
 * mean_k sin θ_max(B_k, B*), `subspace_angle_worst` its maximum and `subspace_error` = mean_k of the sum of
 * squared sines, M; with a true subspace of the same dimension only. `basis_spread` = max_k sin
 * θ_max(B_k, B_0): no two agents' subspaces are further apart than twice this. `basis_consensus` = mean_k
 * ‖B_k − B̄‖_F² of the matrices as they are. Per agent: `subspace_angle`.
 */
export const subspaceMetric: MetricKind = {
  kind: "subspace",
  summary: "principal angles of the shared bases to the true subspace and to each other",
  options: z.strictObject({}),
  build: (_, { world }) => ({
    columns: [
      "subspace_angle",
      "subspace_angle_worst",
      "subspace_error",
      "basis_spread",
      "basis_consensus",
    ],
    measure(views) {
      const bases = rowsOf(views, "basis");
      const rank = rankOf(views);
      if (bases === undefined || rank === undefined) return { row: {} };
      const orthonormal = bases.map((basis) => orthonormalised(basis, rank));
      if (orthonormal.some((basis) => basis === undefined)) return { row: {} };
      const [first] = orthonormal;
      // Of equal bases angle and mean would be rounding.
      const spread = orthonormal.map((basis) =>
        maxDifference(basis!, first!) === 0 ? 0 : anglesBetween(basis!, first!, rank).sine,
      );
      const average = bases.every((basis) => maxDifference(basis, bases[0]!) === 0)
        ? bases[0]!
        : meanOf(bases);
      const between = {
        basis_spread: maximum(Float64Array.from(spread)),
        basis_consensus: mean(bases.map((basis) => squaredDistance(basis, average))),
      };
      const truth = world.subspace;
      if (truth === undefined || truth.rank !== rank) return { row: between };
      const angles = orthonormal.map((basis): Angles => anglesBetween(basis!, truth.basis, rank));
      const sines = Float64Array.from(angles, ({ sine }) => sine);
      return {
        row: {
          subspace_angle: mean([...sines]),
          subspace_angle_worst: maximum(sines),
          subspace_error: mean(angles.map(({ squares }) => squares)),
          ...between,
        },
        agents: { subspace_angle: sines },
      };
    },
  }),
};

/** The basis of the same range; undefined where columns are dependent. */
function orthonormalised(basis: Message[string], rank: number): Float64Array | undefined {
  const copy = basis.slice();
  return orthonormalise(copy, rank) > 0 ? copy : undefined;
}
