// Metropolis-Hastings weights: each edge needs to know the degrees of its two ends only. L. Xiao, S. Boyd,
// S. Lall, A scheme for robust distributed sensor fusion based on average consensus (2005).
import { fromEdgeWeights } from "../weights.ts";
import { inDegrees } from "./degrees.ts";
import { rule } from "./rule.ts";

/** w_ij = 1 / (1 + max(d_i, d_j)). */
export const metropolis = rule({
  kind: "metropolis",
  summary: "w_ij = 1/(1 + max(d_i, d_j)): symmetric, from the degrees of the two ends; the default",
  stochasticity: "symmetric",
  graphs: "undirected",
  options: {},
  weigh: (_, { topology }) =>
    fromEdgeWeights(
      topology,
      (step) => {
        const degrees = inDegrees(topology, step);
        return (agent, other) => 1 / (1 + Math.max(degrees[agent]!, degrees[other]!));
      },
      { symmetric: true },
    ),
});
