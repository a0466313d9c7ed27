// W held as sparse rows and columns, one matrix per step of the topology's period.
import type { AgentId, Topology } from "../topology/topology.ts";
import type { Mixing, Weights } from "./mixing.ts";

/** Sparse weights from parallel lists in ascending agent order; zeros are dropped. */
export function weightsOf(agents: readonly AgentId[], weights: readonly number[]): Weights {
  const kept = agents.map((_, k) => k).filter((k) => weights[k] !== 0);
  return {
    agents: Int32Array.from(kept, (k) => agents[k]!),
    weights: Float64Array.from(kept, (k) => weights[k]!),
  };
}

/** A mixing from its rows at each step of 0 … period−1; columns are their transpose. */
export function fromRows(
  topology: Topology,
  row: (agent: AgentId, step: number) => Weights,
  period = topology.period,
): Mixing {
  const rows = Array.from({ length: period }, (_, step) =>
    Array.from({ length: topology.size }, (_, agent) => row(agent, step)),
  );
  const columns = new Map<number, Weights[]>();
  const columnsAt = (step: number): Weights[] => {
    const known = columns.get(step) ?? transpose(rows[step]!);
    columns.set(step, known);
    return known;
  };
  return {
    topology,
    row: (agent, step) => rows[step % period]![agent]!,
    column: (agent, step) => columnsAt(step % period)[agent]!,
  };
}

/** Columns of the matrix with these rows. */
export function transpose(rows: readonly Weights[]): Weights[] {
  const counts = new Int32Array(rows.length);
  for (const { agents } of rows) for (const agent of agents) counts[agent]!++;
  const columns = Array.from(counts, (count) => ({
    agents: new Int32Array(count),
    weights: new Float64Array(count),
  }));
  const filled = new Int32Array(rows.length);
  rows.forEach(({ agents, weights }, i) => {
    agents.forEach((j, k) => {
      const at = filled[j]!++;
      columns[j]!.agents[at] = i;
      columns[j]!.weights[at] = weights[k]!;
    });
  });
  return columns;
}
