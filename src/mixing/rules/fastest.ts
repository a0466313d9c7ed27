// Fastest symmetric mixing: the symmetric W on the graph with the least ‖W − J‖₂. L. Xiao, S. Boyd, Fast
// linear iterations for distributed averaging, Systems & Control Letters 53 (2004), problem (17).
import { ScenarioError } from "../../error.ts";
import type { Topology } from "../../topology/topology.ts";
import type { Mixing } from "../mixing.ts";
import { fromEdgeWeights } from "../weights.ts";
import { fastestWeights, type Optimum } from "./fastest/optimum.ts";
import type { EdgeList } from "./fastest/weighted-graph.ts";
import { requireUndirected, rule } from "./rule.ts";
import { membersOf, type StepGraph, stepGraph } from "./step-graph.ts";

/** A fastest symmetric mixing with its proof. */
export interface FastestMixing {
  readonly mixing: Mixing;
  /**
   * ‖W − J‖₂; where the topology varies with time or a step is not connected, the largest norm over the
   * steps and their components, each with the J of its own agents.
   */
  readonly sigma: number;
  /** No symmetric W on the graph has a smaller `sigma`; the difference is the duality gap. */
  readonly dualBound: number;
}

/** The most agents of a component: the spectrum is dense. */
export const maximumAgents = 512;

/**
 * The most edges of a component whose optimum is not that of best-constant: a Newton step costs edges³/3.
 */
export const maximumEdges = 2000;

/** The largest duality gap that is called optimal; the solver aims at 1e-9. */
export const maximumGap = 1e-7;

/**
 * The symmetric W with rows that sum to 1, supported on the graph, of least ‖W − J‖₂. Weights may be
 * negative: the problem with w ≥ 0 (the fastest mixing Markov chain of Boyd, Diaconis and Xiao) has the same
 * or a larger sigma. Each connected component of each step is solved on its own, by a barrier method whose
 * optimality the dual proves.
 *
 * @throws ScenarioError for one-way edges, for graphs beyond `maximumAgents` or `maximumEdges`, and where
 * rounding leaves a gap above `maximumGap`
 */
export function fastestMixing(topology: Topology): FastestMixing {
  requireUndirected(topology, "fastest");
  let [sigma, dualBound, parts] = [0, 0, 0];
  const mixing = fromEdgeWeights(
    topology,
    (step) => {
      const graph = stepGraph(topology, step);
      const weights = new Map<number, number>();
      const key = (i: number, j: number) => Math.min(i, j) * topology.size + Math.max(i, j);
      for (const members of membersOf(graph)) {
        const edges = edgesAmong(graph, members);
        const optimum = solved(edges);
        parts++;
        sigma = Math.max(sigma, optimum.sigma);
        dualBound = Math.max(dualBound, optimum.dualBound);
        optimum.weights.forEach((weight, e) => {
          weights.set(key(members[edges.tails[e]!]!, members[edges.heads[e]!]!), weight);
        });
      }
      return (agent, other) => weights.get(key(agent, other))!;
    },
    { symmetric: true },
  );
  // The bound is that of one W. Between parts that never meet no W lowers the disagreement: ‖W − J‖₂ ≥ 1.
  const proof = topology.period > 1 ? {} : { sigmaBound: parts > 1 ? 1 : dualBound };
  return { mixing: { ...mixing, ...proof }, sigma, dualBound };
}

/** The rule `fastest`. */
export const fastest = rule({
  kind: "fastest",
  summary: "fastest symmetric mixing: the symmetric W of least sigma, its optimality proved; to 512 agents",
  stochasticity: "symmetric",
  graphs: "undirected",
  options: {},
  weigh: (_, { topology }) => fastestMixing(topology).mixing,
});

function solved(graph: EdgeList): Optimum {
  if (graph.size === 1) return { weights: new Float64Array(0), sigma: 0, dualBound: 0 };
  requireAtMost(graph.size, maximumAgents, "agents");
  const optimum = fastestWeights(graph, () => requireAtMost(graph.tails.length, maximumEdges, "edges"));
  if (optimum.sigma - optimum.dualBound <= maximumGap) return optimum;
  const value = `fastest with duality gap ${optimum.sigma - optimum.dualBound}`;
  throw new ScenarioError("mixing.kind", value, `at most ${maximumGap}: take best-constant on this graph`);
}

function requireAtMost(count: number, most: number, noun: string): void {
  if (count <= most) return;
  const allowed = `at most ${most} connected ${noun}; best-constant and metropolis have no such bound`;
  throw new ScenarioError("mixing.kind", `fastest for ${count} ${noun}`, allowed);
}

/** The edges of one component, its agents renumbered in ascending order. */
function edgesAmong(graph: StepGraph, members: readonly number[]): EdgeList {
  const place = new Map(members.map((agent, k) => [agent, k]));
  const pairs = members.flatMap((agent, k) =>
    Array.from(graph.neighbours.subarray(graph.offsets[agent]!, graph.offsets[agent + 1]!))
      .filter((other) => other > agent)
      .map((other) => [k, place.get(other)!] as const),
  );
  return {
    size: members.length,
    tails: Int32Array.from(pairs, ([tail]) => tail),
    heads: Int32Array.from(pairs, ([, head]) => head),
  };
}
