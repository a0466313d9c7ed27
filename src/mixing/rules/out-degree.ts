// What an agent has, shared out equally among all who hear it: the weights of push-sum.
import { fromEdgeWeights } from "../weights.ts";
import { outDegrees } from "./degrees.ts";
import { rule } from "./rule.ts";

/**
 * w_ij = w_jj = 1/(1 + out-degree of j): columns sum to 1 on every graph, rows do not. Only a rule that
 * mixes by columns, `network.whenMissing: { kind: running-sums }`, makes a mean of it (Kempe, Dobra and
 * Gehrke 2003; Nedić and Olshevsky, arXiv 1303.2289).
 */
export const outDegree = rule({
  kind: "out-degree",
  summary:
    "1/(1 + out-degree) of what it has to all who hear it and itself: for push-sum, columns sum to 1",
  stochasticity: "column stochastic",
  graphs: "any",
  options: {},
  weigh: (_, { topology }) => {
    const degrees = Array.from({ length: topology.period }, (_, step) => outDegrees(topology, step));
    const share = (agent: number, step: number) => 1 / (1 + degrees[step]![agent]!);
    return fromEdgeWeights(topology, (step) => (_, source) => share(source, step), { self: share });
  },
});
