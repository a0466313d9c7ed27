// Random positive weights whose rows sum to 1: the federated policy gradient paper's Fig. 4a.
import { rootRng } from "../../math/random.ts";
import type { AgentId } from "../../topology/topology.ts";
import { fromRows, requireStorable, withSelf } from "../weights.ts";
import { rule } from "./rule.ts";

/**
 * w_ij = u_ij / Σ_k u_ik over the agent itself and those it hears, u uniform on (0, 1]. Rows sum to 1,
 * columns do not, so that the limit is a weighted mean and ‖W − J‖₂ may exceed 1. The draws of an agent are
 * addressed by (seed, step, agent): the first is its own weight's, the others follow in ascending id.
 */
export const randomRow = rule({
  kind: "random-row",
  summary: "random positive weights on all it hears and itself, rows sum to 1: a biased limit",
  stochasticity: "row stochastic",
  graphs: "any",
  options: {},
  weigh: (_, { topology, seed }) => {
    const root = rootRng(seed).fork("mixing", "random-row");
    let total = 0;
    return fromRows(topology, (agent: AgentId, step: number) => {
      const heard = topology.hears(agent, step);
      requireStorable((total += heard.length + 1));
      const rng = root.fork(step, agent);
      const own = 1 - rng.next();
      const draws = Float64Array.from(heard, () => 1 - rng.next());
      const sum = draws.reduce((partial, draw) => partial + draw, own);
      return withSelf(
        heard,
        draws.map((draw) => draw / sum),
        agent,
        own / sum,
      );
    });
  },
});
