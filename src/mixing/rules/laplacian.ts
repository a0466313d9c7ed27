// The teaching knob: one weight for all edges, chosen by hand.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { fromEdgeWeights } from "../weights.ts";
import { laplacianRange } from "./laplacian-range.ts";
import { atStep, rule } from "./rule.ts";
import { stepGraph } from "./step-graph.ts";

/** W = I − εL with 0 < ε < 2/mu_N: beyond that bound some disagreement grows. */
export const laplacian = rule({
  kind: "laplacian",
  summary: "W = I − εL with ε of your choice, below 2/mu_N: symmetric, one weight for all edges",
  stochasticity: "symmetric",
  graphs: "undirected",
  options: {
    epsilon: z.number().gt(0).describe("ε, above 0 and below 2/mu_N, mu_N the largest eigenvalue of L"),
  },
  examples: [{ epsilon: 0.1 }],
  weigh: ({ epsilon }, { topology }) =>
    fromEdgeWeights(
      topology,
      (step) => {
        const { largest } = laplacianRange(stepGraph(topology, step), "laplacian");
        const bound = 2 / largest;
        if (epsilon < bound) return () => epsilon;
        const allowed = `a number above 0 and below 2/mu_N = ${bound}${atStep(topology, step)}`;
        throw new ScenarioError("mixing.epsilon", epsilon, allowed);
      },
      { symmetric: true },
    ),
});
