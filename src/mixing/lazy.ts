// Laziness: the one option that all rules share.
import type { AgentId } from "../topology/topology.ts";
import type { Mixing, Weights } from "./mixing.ts";
import { requireStorable, withSelf } from "./weights.ts";

/**
 * W' = (1 − s) W + s I for 0 ≤ s < 1; for s = 0 the mixing itself. It keeps row and column sums, symmetry
 * and the eigenvectors, and moves each eigenvalue λ to (1 − s) λ + s: away from −1, towards 1.
 *
 * @throws ScenarioError where W' would have too many non-zero weights to store
 */
export function withLaziness(mixing: Mixing, laziness: number): Mixing {
  if (laziness === 0) return mixing;
  const { topology } = mixing;
  requireStorable(storedWeights(mixing));
  const rows = Array.from({ length: topology.period }, () => new Array<Weights | undefined>(topology.size));
  const columns = Array.from(
    { length: topology.period },
    () => new Array<Weights | undefined>(topology.size),
  );
  const row = (agent: AgentId, step: number): Weights =>
    (rows[step % topology.period]![agent] ??= lazyWeights(mixing.row(agent, step), agent, laziness));
  return {
    topology,
    row,
    column(agent, step) {
      const column = mixing.column(agent, step);
      if (column === mixing.row(agent, step)) return row(agent, step);
      return (columns[step % topology.period]![agent] ??= lazyWeights(column, agent, laziness));
    },
  };
}

function lazyWeights({ agents, weights }: Weights, agent: AgentId, laziness: number): Weights {
  const at = agents.indexOf(agent);
  const scaled = weights.map((weight) => (1 - laziness) * weight);
  const self = (at === -1 ? 0 : scaled[at]!) + laziness;
  if (at === -1) return withSelf(agents, scaled, agent, self);
  scaled[at] = self;
  return { agents, weights: scaled };
}

function storedWeights(mixing: Mixing): number {
  const { topology } = mixing;
  let count = 0;
  for (let step = 0; step < topology.period; step++) {
    for (let agent = 0; agent < topology.size; agent++) count += mixing.row(agent, step).agents.length;
  }
  return count;
}
