// Equal weights on whatever an agent hears: doubly stochastic on regular digraphs, a biased limit elsewhere.
import { fromEdgeWeights } from "../weights.ts";
import { inDegrees } from "./degrees.ts";
import { rule } from "./rule.ts";

/**
 * w_ij = w_ii = 1/(1 + in-degree of i). Columns sum to 1 too where all in- and out-degrees agree (directed
 * ring, circulants); on an undirected graph of unequal degrees the limit has weights proportional to 1 +
 * d_i.
 */
export const equal = rule({
  kind: "equal",
  summary: "1/(1 + in-degree) on all it hears and itself: doubly stochastic on regular digraphs only",
  stochasticity: "row stochastic",
  graphs: "any",
  options: {},
  weigh: (_, { topology }) => {
    const degrees = Array.from({ length: topology.period }, (_, step) => inDegrees(topology, step));
    const weight = (agent: number, step: number) => 1 / (1 + degrees[step]![agent]!);
    return fromEdgeWeights(topology, (step) => (agent) => weight(agent, step), { self: weight });
  },
});
