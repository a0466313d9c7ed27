// Maximum-degree weights: one weight for all edges, from the largest degree alone.
import { fromEdgeWeights } from "../weights.ts";
import { inDegrees } from "./degrees.ts";
import { rule } from "./rule.ts";

/** W = I − L/(Δ + 1), Δ the largest degree (of the step, where the graph varies with time). */
export const maxDegree = rule({
  kind: "max-degree",
  summary: "W = I − L/(Δ + 1), Δ the largest degree: symmetric, one weight for all edges",
  stochasticity: "symmetric",
  graphs: "undirected",
  options: {},
  weigh: (_, { topology }) =>
    fromEdgeWeights(
      topology,
      (step) => {
        const largest = inDegrees(topology, step).reduce((a, b) => Math.max(a, b), 0);
        return () => 1 / (largest + 1);
      },
      { symmetric: true },
    ),
});
