// Doubly stochastic weights for any digraph whose every edge lies on a cycle.
import { ScenarioError } from "../../error.ts";
import { stronglyConnectedComponents } from "../../topology/components.ts";
import type { AgentId, Topology } from "../../topology/topology.ts";
import { fromEdgeWeights, withSelf } from "../weights.ts";
import { atStep, rule } from "./rule.ts";
import { scaleToDoublyStochastic } from "./scaling.ts";

/**
 * How far row sums may be from 1 before the agent's own weight takes up the rest; columns keep that error.
 */
const tolerance = 1e-13;

/** The most sweeps, each with a Newton step; ten are usual. */
const mostRounds = 100;

/**
 * The doubly stochastic W = diag(x) A diag(y) on the graph's support with all self-loops: of all doubly
 * stochastic W there it has the largest entropy. Symmetric where the graph is undirected. Row sums are 1 to
 * rounding, column sums within 1e-13 times the degree or better.
 *
 * @throws ScenarioError naming an edge on no cycle: there is no total support, its weight would have to be 0
 */
export const sinkhorn = rule({
  kind: "sinkhorn",
  summary: "the support scaled to doubly stochastic: any digraph whose every edge lies on a cycle",
  stochasticity: "doubly stochastic",
  graphs: "any",
  options: {},
  weigh: (_, { topology }) =>
    fromEdgeWeights(topology, (step) => {
      const graph = frozen(topology, step);
      requireTotalSupport(graph, topology, step);
      const undirected = isSymmetric(graph);
      const { x, y, rowError } = scaleToDoublyStochastic(supportOf(graph), tolerance, mostRounds);
      if (!(rowError <= 100 * tolerance)) {
        const allowed = "the scaling did not converge on this graph; take metropolis or equal";
        throw new ScenarioError("mixing.kind", `sinkhorn with row error ${rowError}`, allowed);
      }
      if (!undirected) return (agent, other) => x[agent]! * y[other]!;
      const scale = x.map((factor, i) => Math.sqrt(factor * y[i]!));
      return (agent, other) => scale[agent]! * scale[other]!;
    }),
});

function requireTotalSupport(graph: Topology, topology: Topology, step: number): void {
  const component = new Int32Array(graph.size);
  stronglyConnectedComponents(graph).forEach((members, c) => {
    for (const agent of members) component[agent] = c;
  });
  for (let agent = 0; agent < graph.size; agent++) {
    const other = graph.hears(agent, 0).find((source) => component[source] !== component[agent]);
    if (other === undefined) continue;
    const edge = `the edge ${other}→${agent}${atStep(topology, step)} lies on no cycle`;
    const allowed = `doubly stochastic weights need every edge on a directed cycle, but ${edge}`;
    throw new ScenarioError("mixing.kind", "sinkhorn", allowed);
  }
}

/** One step of a topology as a static topology, its lists made once. */
function frozen(topology: Topology, step: number): Topology {
  const { size } = topology;
  const heard = Array.from({ length: size }, (_, agent) => topology.hears(agent, step));
  const hearing = Array.from({ length: size }, (_, agent) => topology.isHeardBy(agent, step));
  return { size, period: 1, hears: (agent) => heard[agent]!, isHeardBy: (agent) => hearing[agent]! };
}

function isSymmetric(graph: Topology): boolean {
  return Array.from({ length: graph.size }, (_, agent) => agent).every((agent) => {
    const [heard, hearing] = [graph.hears(agent, 0), graph.isHeardBy(agent, 0)];
    return heard.length === hearing.length && heard.every((other, k) => other === hearing[k]);
  });
}

function supportOf(graph: Topology) {
  const withItself = (agent: AgentId, list: readonly AgentId[]) =>
    withSelf(list, new Float64Array(list.length).fill(1), agent, 1).agents;
  const agents = Array.from({ length: graph.size }, (_, agent) => agent);
  return {
    rows: agents.map((agent) => withItself(agent, graph.hears(agent, 0))),
    columns: agents.map((agent) => withItself(agent, graph.isHeardBy(agent, 0))),
  };
}
