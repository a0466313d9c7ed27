// One step of an undirected topology as compressed neighbour lists, with its connected components.
import type { AgentId, Topology } from "../../topology/topology.ts";

/**
 * An undirected graph: agent i has the neighbours `neighbours[offsets[i]] … neighbours[offsets[i + 1] − 1]`.
 */
export interface StepGraph {
  readonly size: number;
  readonly offsets: Int32Array;
  readonly neighbours: Int32Array;
  /** For each agent the number of its connected component, counted from 0. */
  readonly component: Int32Array;
  readonly components: number;
}

/** The graph of one step; its edges must go both ways. */
export function stepGraph(topology: Topology, step: number): StepGraph {
  const { size } = topology;
  const offsets = new Int32Array(size + 1);
  const lists = Array.from({ length: size }, (_, agent) => topology.hears(agent, step));
  lists.forEach((list, agent) => {
    offsets[agent + 1] = offsets[agent]! + list.length;
  });
  const neighbours = new Int32Array(offsets[size]!);
  for (let agent = 0; agent < size; agent++) neighbours.set(lists[agent]!, offsets[agent]!);
  return { size, offsets, neighbours, ...label(size, offsets, neighbours) };
}

/** The agents of each component, ascending. */
export function membersOf(graph: StepGraph): AgentId[][] {
  const members: AgentId[][] = Array.from({ length: graph.components }, () => []);
  for (let agent = 0; agent < graph.size; agent++) members[graph.component[agent]!]!.push(agent);
  return members;
}

function label(size: number, offsets: Int32Array, neighbours: Int32Array) {
  const component = new Int32Array(size).fill(-1);
  let components = 0;
  for (let root = 0; root < size; root++) {
    if (component[root] !== -1) continue;
    const reached = [root];
    component[root] = components;
    for (let next = 0; next < reached.length; next++) {
      for (let k = offsets[reached[next]!]!; k < offsets[reached[next]! + 1]!; k++) {
        const other = neighbours[k]!;
        if (component[other] !== -1) continue;
        component[other] = components;
        reached.push(other);
      }
    }
    components++;
  }
  return { component, components };
}
