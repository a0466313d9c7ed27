// A plug-in with a mixing rule: the lazy random walk on the graph. Its rows sum to 1, its columns do not
// where degrees differ: the limit is a mean in which an agent counts by its degree.
import { fromRows, rule, weightsOf } from "hearsay";

/** w_ii = 1/2, w_ij = 1/(2 d_i) on the d_i agents that i hears; w_ii = 1 where it hears nobody. */
const randomWalk = rule({
  kind: "random-walk",
  summary: "1/2 to itself, the rest in equal parts: a limit weighted by degree",
  stochasticity: "row stochastic",
  graphs: "any",
  options: {},
  weigh: (_, { topology }) =>
    fromRows(topology, (agent, step) => {
      const heard = topology.hears(agent, step);
      const agents = [...heard, agent].sort((a, b) => a - b);
      const own = heard.length === 0 ? 1 : 0.5;
      return weightsOf(
        agents,
        agents.map((other) => (other === agent ? own : 0.5 / heard.length)),
      );
    }),
});

export default { mixings: [randomWalk] };
