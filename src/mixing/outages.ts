// W where edges are absent: their weight stays with both their ends.
import { ScenarioError } from "../error.ts";
import type { AgentId, Topology } from "../topology/topology.ts";
import type { Mixing, Weights } from "./mixing.ts";

/**
 * The mixing on a graph some of whose edges are absent now and then. What row i gives to agents it does not
 * hear stays with i; so a symmetric W stays symmetric and doubly stochastic without being computed anew,
 * and the mean is kept at every step.
 *
 * @param topology the graph that remains, with the edges of the mixing's or fewer
 * @param byColumns what column j gives to agents that do not hear it stays with j: so columns keep their
 *   sums, whatever W is, and rows and columns are no longer those of one matrix unless W is symmetric
 */
export function withoutAbsentEdges(mixing: Mixing, topology: Topology, byColumns = false): Mixing {
  const rows = new Latest((agent, step) =>
    kept(mixing.row(agent, step), agent, topology.hears(agent, step)),
  );
  const columns = new Latest((agent, step) => {
    const column = kept(mixing.column(agent, step), agent, topology.isHeardBy(agent, step));
    if (byColumns) return column;
    const { agents, weights } = column;
    const row = rows.at(agent, step);
    const own = row.weights[row.agents.indexOf(agent)] ?? 0;
    return { agents, weights: weights.map((weight, k) => (agents[k] === agent ? own : weight)) };
  });
  return {
    topology,
    row: (agent, step) => rows.at(agent, step),
    column: (agent, step) => columns.at(agent, step),
  };
}

/**
 * Weights that stay with both ends keep the mean only of a symmetric W.
 * @throws ScenarioError where it is not
 */
export function requireSymmetric(mixing: Mixing, place: string): void {
  const agent = firstAsymmetric(mixing);
  if (agent === undefined) return;
  const found = `row ${agent} of W that is not its column ${agent}`;
  const allowed =
    "a symmetric W, running-sums, or allowBiasedMixing: true: an absent edge's weight stays with both ends";
  throw new ScenarioError(place, found, allowed);
}

/** The first agent whose row of W is not its column; undefined where W is symmetric. */
export function firstAsymmetric(mixing: Mixing): AgentId | undefined {
  const { size, period } = mixing.topology;
  for (let step = 0; step < period; step++) {
    for (let agent = 0; agent < size; agent++)
      if (!areEqual(mixing.row(agent, step), mixing.column(agent, step))) return agent;
  }
  return undefined;
}

function areEqual(row: Weights, column: Weights): boolean {
  if (row === column) return true;
  return (
    row.agents.length === column.agents.length &&
    row.agents.every((agent, k) => agent === column.agents[k]) &&
    // A rule's two halves may round differently.
    row.weights.every((weight, k) => Math.abs(weight - column.weights[k]!) <= 1e-12)
  );
}

/** The weights of those present; the others' is added to the agent's own, in ascending order. */
function kept(all: Weights, agent: AgentId, present: readonly AgentId[]): Weights {
  const heard = new Set(present);
  if (all.agents.every((other) => other === agent || heard.has(other))) return all;
  let own = all.weights[all.agents.indexOf(agent)] ?? 0;
  const left: [AgentId, number][] = [];
  all.agents.forEach((other, k) => {
    if (other === agent) return;
    if (heard.has(other)) left.push([other, all.weights[k]!]);
    else own += all.weights[k]!;
  });
  if (own !== 0) left.push([agent, own]);
  left.sort(([a], [b]) => a - b);
  return {
    agents: Int32Array.from(left, ([other]) => other),
    weights: Float64Array.from(left, ([, weight]) => weight),
  };
}

/** Remembers what was made last for each agent: an exchange asks for the same row more than once. */
class Latest {
  readonly #make: (agent: AgentId, step: number) => Weights;
  readonly #steps: number[] = [];
  readonly #made: Weights[] = [];

  constructor(make: (agent: AgentId, step: number) => Weights) {
    this.#make = make;
  }

  at(agent: AgentId, step: number): Weights {
    if (this.#steps[agent] !== step) {
      this.#made[agent] = this.#make(agent, step);
      this.#steps[agent] = step;
    }
    return this.#made[agent]!;
  }
}
