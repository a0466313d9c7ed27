// Lazy Metropolis weights: never a negative eigenvalue, 1 − sigma of order 1/N² on every connected graph. A.
// Nedić, A. Olshevsky, M. Rabbat, Network topology and communication-computation tradeoffs (2018), section
// II.
import { fromEdgeWeights } from "../weights.ts";
import { inDegrees } from "./degrees.ts";
import { rule } from "./rule.ts";

/** w_ij = 1 / (2 max(d_i, d_j)); it differs from metropolis with lazy 1/2, which has 1 + max(d_i, d_j). */
export const lazyMetropolis = rule({
  kind: "lazy-metropolis",
  summary: "w_ij = 1/(2 max(d_i, d_j)): symmetric with no negative eigenvalue",
  stochasticity: "symmetric",
  graphs: "undirected",
  options: {},
  weigh: (_, { topology }) =>
    fromEdgeWeights(
      topology,
      (step) => {
        const degrees = inDegrees(topology, step);
        return (agent, other) => 1 / (2 * Math.max(degrees[agent]!, degrees[other]!));
      },
      { symmetric: true },
    ),
});
