// W held as sparse rows and columns, one matrix per step of the topology's period.
import { ScenarioError } from "../error.ts";
import type { AgentId, Topology } from "../topology/topology.ts";
import type { Mixing, Weights } from "./mixing.ts";

/** The most non-zero weights W may have, summed over its period: 2^25, about 400 MB. */
export const maximumWeights = 2 ** 25;

/** `W[agent][other]` at one step, for other ≠ agent; asked only where there is the edge other→agent. */
export type EdgeWeight = (agent: AgentId, other: AgentId) => number;

/** What `fromEdgeWeights` may be told. */
export interface EdgeWeightOptions {
  /** True where the graph is undirected and the weight the same both ways: then columns are rows. */
  readonly symmetric?: boolean;
  /** `W[agent][agent]`; what the others leave of 1 unless given. */
  readonly self?: (agent: AgentId, step: number) => number;
}

/** Sparse weights from parallel lists in ascending agent order; zeros are dropped. */
export function weightsOf(agents: ArrayLike<AgentId>, weights: ArrayLike<number>): Weights {
  const builder = new RowBuilder(agents.length);
  for (let k = 0; k < agents.length; k++) builder.add(agents[k]!, weights[k]!);
  return builder.row();
}

/**
 * A mixing from its rows at each step of 0 … period−1; columns are their transpose, or the rows themselves
 * where W is said to be symmetric.
 */
export function fromRows(
  topology: Topology,
  row: (agent: AgentId, step: number) => Weights,
  period = topology.period,
  symmetric = false,
): Mixing {
  const rows = Array.from({ length: period }, (_, step) =>
    Array.from({ length: topology.size }, (_, agent) => row(agent, step)),
  );
  const columns = new Map<number, readonly Weights[]>();
  const columnsAt = (step: number): readonly Weights[] => {
    const known = columns.get(step) ?? (symmetric ? rows[step]! : transpose(rows[step]!));
    columns.set(step, known);
    return known;
  };
  return {
    topology,
    row: (agent, step) => rows[step % period]![agent]!,
    column: (agent, step) => columnsAt(step % period)[agent]!,
  };
}

/**
 * A mixing from the weights of the edges, step by step; an agent's own weight is 1 − Σ_j w_ij, the others
 * taken in ascending order, so that rows sum to 1 to rounding. O(edges) time and memory.
 *
 * @throws ScenarioError where there are more than `maximumWeights` weights
 */
export function fromEdgeWeights(
  topology: Topology,
  edgeWeight: (step: number) => EdgeWeight,
  { symmetric = false, self }: EdgeWeightOptions = {},
): Mixing {
  let weigh: EdgeWeight;
  const row = (agent: AgentId, step: number): Weights => {
    if (agent === 0) weigh = edgeWeight(step);
    const heard = topology.hears(agent, step);
    return rowOf(agent, heard, weigh, self?.(agent, step));
  };
  requireStorableGraph(topology);
  return fromRows(topology, row, topology.period, symmetric);
}

/**
 * Counts the weights of all edges and agents over the period, until they are too many.
 * @throws ScenarioError where they are
 */
export function requireStorableGraph(topology: Topology): void {
  const { size, period } = topology;
  let total = 0;
  for (let n = 0; n < size * period; n++) {
    requireStorable((total += topology.hears(n % size, Math.floor(n / size)).length + 1));
  }
}

/** @throws ScenarioError where a mixing would hold more than `maximumWeights` weights */
export function requireStorable(count: number): void {
  if (count <= maximumWeights) return;
  const allowed = `at most ${maximumWeights} non-zero weights over the period; a sparser graph, or uniform`;
  throw new ScenarioError("mixing", "a denser W", allowed);
}

/** Columns of the matrix with these rows. */
export function transpose(rows: readonly Weights[]): Weights[] {
  const counts = new Int32Array(rows.length);
  for (const { agents } of rows) for (let k = 0; k < agents.length; k++) counts[agents[k]!]!++;
  const columns = Array.from(counts, (count) => ({
    agents: new Int32Array(count),
    weights: new Float64Array(count),
  }));
  const filled = new Int32Array(rows.length);
  rows.forEach(({ agents, weights }, i) => {
    for (let k = 0; k < agents.length; k++) {
      const column = columns[agents[k]!]!;
      const at = filled[agents[k]!]!++;
      column.agents[at] = i;
      column.weights[at] = weights[k]!;
    }
  });
  return columns;
}

function rowOf(agent: AgentId, heard: readonly AgentId[], weigh: EdgeWeight, self?: number): Weights {
  let others = 0;
  const weights = new Float64Array(heard.length);
  for (let k = 0; k < heard.length; k++) others += weights[k] = weigh(agent, heard[k]!);
  return withSelf(heard, weights, agent, self ?? 1 - others);
}

/** The weights with `self` put in for `agent`, which must not be among them; zeros are dropped. */
export function withSelf(
  others: ArrayLike<AgentId>,
  weights: ArrayLike<number>,
  agent: AgentId,
  self: number,
): Weights {
  const builder = new RowBuilder(others.length + 1);
  let k = 0;
  for (; k < others.length && others[k]! < agent; k++) builder.add(others[k]!, weights[k]!);
  builder.add(agent, self);
  for (; k < others.length; k++) builder.add(others[k]!, weights[k]!);
  return builder.row();
}

/** Collects one row's non-zero entries. */
class RowBuilder {
  readonly #agents: Int32Array;
  readonly #weights: Float64Array;
  #length = 0;

  constructor(capacity: number) {
    this.#agents = new Int32Array(capacity);
    this.#weights = new Float64Array(capacity);
  }

  add(agent: AgentId, weight: number): void {
    if (weight === 0) return;
    this.#agents[this.#length] = agent;
    this.#weights[this.#length++] = weight;
  }

  row(): Weights {
    if (this.#length === this.#agents.length) return { agents: this.#agents, weights: this.#weights };
    return {
      agents: this.#agents.slice(0, this.#length),
      weights: this.#weights.slice(0, this.#length),
    };
  }
}
