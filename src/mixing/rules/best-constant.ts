// The best single weight for all edges. L. Xiao, S. Boyd, Fast linear iterations for distributed averaging,
// Systems & Control Letters 53 (2004), eq. (24).
import { fromEdgeWeights } from "../weights.ts";
import { laplacianRange } from "./laplacian-range.ts";
import { rule } from "./rule.ts";
import { stepGraph } from "./step-graph.ts";

/**
 * W = I − αL with α = 2/(mu_2 + mu_N), so that sigma = (mu_N − mu_2)/(mu_N + mu_2), the least of all such W;
 * the smallest eigenvalue is always −sigma. Where a step's graph is not connected, mu_2 is the smallest
 * non-zero eigenvalue of L: agents agree within components (pairs take their mean).
 */
export const bestConstant = rule({
  kind: "best-constant",
  summary:
    "W = I − αL, α = 2/(mu_2 + mu_N): least sigma with one weight for all edges; lambda_min = −sigma",
  stochasticity: "symmetric",
  graphs: "undirected",
  options: {},
  weigh: (_, { topology }) =>
    fromEdgeWeights(
      topology,
      (step) => {
        const { smallest, largest } = laplacianRange(stepGraph(topology, step), "best-constant");
        const alpha = 2 / (smallest + largest);
        return () => alpha;
      },
      { symmetric: true },
    ),
});
