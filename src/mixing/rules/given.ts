// Weights that the user gives: those of the topology's edges, or a whole matrix.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import type { AgentId, Topology } from "../../topology/topology.ts";
import type { Mixing } from "../mixing.ts";
import { fromEdgeWeights, fromRows } from "../weights.ts";
import { readMatrix } from "./matrix-file.ts";
import { rule } from "./rule.ts";

/**
 * W[i][j] = the weight of the edge j→i, W[i][i] = what they leave of 1, which must not be negative; or all
 * of W from a file, negative and own weights included. The only rule that uses edge weights. The certificate
 * checks the sums.
 *
 * @throws ScenarioError for edges without a weight, for an agent whose edges weigh more than 1, for a bad
 * matrix file
 */
export const given = rule({
  kind: "given",
  summary: "the weights of the topology's edges, the rest to self; or a whole matrix from a file",
  stochasticity: "none",
  graphs: "any",
  options: {
    matrix: z
      .string()
      .min(1)
      .optional()
      .describe("a CSV file of N lines of N numbers, W itself; without it, the edges' weights are used"),
  },
  weigh: ({ matrix }, { topology, file }) => {
    if (matrix === undefined) return fromEdges(topology);
    if (topology.period > 1) {
      const allowed = `a static topology: this one changes over ${topology.period} steps`;
      throw new ScenarioError("mixing.matrix", matrix, allowed);
    }
    const rows = readMatrix(file(matrix), matrix, topology);
    return fromRows(topology, (agent) => rows[agent]!);
  },
});

/** Rounding of weights that were written to sum to 1. */
const slack = 1e-9;

function fromEdges(topology: Topology): Mixing {
  const mixing = fromEdgeWeights(topology, () => (agent, other) => edgeWeight(topology, agent, other));
  for (let step = 0; step < topology.period; step++) {
    for (let agent = 0; agent < topology.size; agent++) {
      const { agents, weights } = mixing.row(agent, step);
      const others = weights.reduce((sum, weight, k) => (agents[k] === agent ? sum : sum + weight), 0);
      if (others <= 1 + slack) continue;
      const allowed = "the edges into an agent weigh at most 1 in all, the rest is its own weight";
      throw new ScenarioError(
        `topology: weights into agent ${agent}`,
        others,
        `${allowed}; or give a matrix`,
      );
    }
  }
  return mixing;
}

function edgeWeight(topology: Topology, agent: AgentId, other: AgentId): number {
  const weight = topology.edgeWeight?.(agent, other);
  if (weight !== undefined) return weight;
  const allowed = "a weight for every edge (a topology file with weights), or the option matrix";
  throw new ScenarioError(`topology: weight of the edge ${other}→${agent}`, weight, allowed);
}
