// Personal values: how far they are from the truth, and how much they differ.
import { z } from "zod";
import { symmetricEigenvalues } from "../math/dense-spectrum.ts";
import { coordinates } from "../math/orthonormal.ts";
import { meanOf } from "../math/vectors.ts";
import { trueCoefficients } from "./critic-truth.ts";
import { type MetricKind, rowsOf } from "./metric.ts";
import { coefficientsIn, mean, squaredDistance } from "./personal-values.ts";

/**
 * `critic_error` = mean_k ‖B_k ω_k − z_k‖², X̄, where z_k are the true coefficients of the agent's present
 * policy; `average_reward_error` = mean_k (η_k − J_k)²; `diversity` = the smallest eigenvalue of
 * (1/N) Σ z_k z_kᵀ within the true subspace, ν: near 0 the subspace cannot be found; `head_divergence` =
 * mean_k ‖ω_k − ω̄‖². Per agent: `critic_error`.
 */
export const criticMetric: MetricKind = {
  kind: "critic",
  summary: "error of personal values and average rewards, diversity of what agents have to learn",
  options: z.strictObject({}),
  build: (_, context) => {
    const truthOf = trueCoefficients(context);
    const { subspace } = context.world;
    const averages = subspace?.prediction?.averageRewards;
    return {
      columns: ["critic_error", "average_reward_error", "diversity", "head_divergence"],
      measure(views) {
        const found = coefficientsIn(views);
        const truth = found && truthOf(views);
        const heads = rowsOf(views, "head");
        const estimates = rowsOf(views, "averageReward");
        const errors = truth && found.map((own, k) => squaredDistance(own, truth[k]));
        const middle = heads && meanOf(heads);
        return {
          row: {
            critic_error: errors && mean(errors),
            average_reward_error:
              estimates && averages && mean(estimates.map(([eta], k) => (eta - averages[k]) ** 2)),
            diversity: truth && subspace && diversity(truth, subspace.basis, subspace.rank),
            head_divergence: heads && mean(heads.map((head) => squaredDistance(head, middle!))),
          },
          ...(errors && { agents: { critic_error: Float64Array.from(errors) } }),
        };
      },
    };
  },
};

/** The smallest eigenvalue of (1/N) Σ ω_k ω_kᵀ with ω_k = B*ᵀ z_k. */
function diversity(coefficients: readonly Float64Array[], basis: Float64Array, rank: number): number {
  const moment = new Float64Array(rank * rank);
  for (const own of coefficients) {
    const head = coordinates(basis, own, new Float64Array(rank));
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j < rank; j++) moment[i * rank + j] += (head[i] * head[j]) / coefficients.length;
    }
  }
  return symmetricEigenvalues(moment, rank)[0];
}
