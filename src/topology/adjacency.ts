// Topologies held as compressed rows of neighbours: two Int32Arrays a direction and step, shared where
// they agree.
import { assert, ScenarioError } from "../error.ts";
import type { AgentId, Topology } from "./topology.ts";

/** What a topology may carry beside its neighbours. */
export type Extras = Pick<Topology, "edgeWeight" | "edgeAttribute" | "agentAttribute" | "positions">;

/** The most directed edges a stored topology may have, summed over its period: 2^25. */
export const maximumEdges = 2 ** 25;

/**
 * Neighbour lists in compressed rows: agent i has `neighbours[offsets[i]] … neighbours[offsets[i + 1] −
 * 1]`.
 */
interface Rows {
  readonly offsets: Int32Array;
  readonly neighbours: Int32Array;
}

/** The neighbour lists of one step, both directions. */
interface Step {
  readonly hears: Rows;
  readonly isHeardBy: Rows;
}

/**
 * A topology from a function that lists whom an agent hears at a step in 0 … period−1. Lists may come
 * unordered and with repetitions or the agent itself; both are dropped. The function is called once per
 * agent and step, in order; lists are handed out as fresh arrays.
 *
 * @throws ScenarioError where there are more than `maximumEdges` directed edges
 */
export function fromNeighbours(
  size: number,
  hears: (agent: AgentId, step: number) => Iterable<AgentId>,
  period = 1,
  extras: Extras = {},
): Topology {
  const steps: Step[] = [];
  let edges = 0;
  for (let step = 0; step < period; step++) {
    const rows = compress(size, (agent) => hears(agent, step), edges);
    edges += rows.neighbours.length;
    steps.push({ hears: rows, isHeardBy: transposed(rows) });
  }
  return {
    size,
    period,
    hears: (agent, step) => listed(steps[step % period]!.hears, agent),
    isHeardBy: (agent, step) => listed(steps[step % period]!.isHeardBy, agent),
    ...extras,
  };
}

/** True where every step's graph has each of its edges in both directions. */
export function isUndirected(topology: Topology): boolean {
  for (let step = 0; step < topology.period; step++) {
    for (let agent = 0; agent < topology.size; agent++) {
      const heard = topology.hears(agent, step);
      const hearing = topology.isHeardBy(agent, step);
      if (heard.length !== hearing.length) return false;
      if (heard.some((other, k) => other !== hearing[k])) return false;
    }
  }
  return true;
}

/** @throws ScenarioError where `count` directed edges are more than a topology may hold */
export function requireEdges(count: number): void {
  if (count <= maximumEdges) return;
  throw new ScenarioError("topology", `${count} directed edges`, `at most ${maximumEdges} directed edges`);
}

function listed({ offsets, neighbours }: Rows, agent: AgentId): AgentId[] {
  const start = offsets[agent]!;
  const end = offsets[agent + 1]!;
  const list: AgentId[] = [];
  for (let k = start; k < end; k++) list.push(neighbours[k]!);
  return list;
}

function compress(size: number, hears: (agent: AgentId) => Iterable<AgentId>, already: number): Rows {
  const offsets = new Int32Array(size + 1);
  let neighbours = new Int32Array(4 * size);
  let end = 0;
  for (let agent = 0; agent < size; agent++) {
    const start = end;
    for (const other of hears(agent)) {
      assert(Number.isInteger(other) && other >= 0 && other < size, `agent ${other} is one of ${size}`);
      if (other === agent) continue;
      if (end === neighbours.length) neighbours = grown(neighbours);
      neighbours[end++] = other;
    }
    end = sortedAndDistinct(neighbours, start, end);
    offsets[agent + 1] = end;
    requireEdges(already + end);
  }
  return { offsets, neighbours: neighbours.slice(0, end) };
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length + 16);
  larger.set(array);
  return larger;
}

/** Sorts `array[start … end)` in place, drops repetitions, and says where what is left ends. */
function sortedAndDistinct(array: Int32Array, start: number, end: number): number {
  let ascending = true;
  for (let k = start + 1; k < end; k++) ascending &&= array[k - 1]! < array[k]!;
  if (ascending) return end;
  array.subarray(start, end).sort();
  let kept = start + 1;
  for (let k = start + 1; k < end; k++) if (array[k] !== array[k - 1]) array[kept++] = array[k]!;
  return kept;
}

/** The transposed rows: the same object where the rows are symmetric. */
function transposed(rows: Rows): Rows {
  const size = rows.offsets.length - 1;
  const offsets = new Int32Array(size + 1);
  for (const other of rows.neighbours) offsets[other + 1]!++;
  for (let agent = 0; agent < size; agent++) offsets[agent + 1]! += offsets[agent]!;
  const filled = offsets.slice(0, size);
  const neighbours = new Int32Array(rows.neighbours.length);
  for (let agent = 0; agent < size; agent++) {
    for (let k = rows.offsets[agent]!; k < rows.offsets[agent + 1]!; k++) {
      neighbours[filled[rows.neighbours[k]!]!++] = agent;
    }
  }
  const symmetric = equal(offsets, rows.offsets) && equal(neighbours, rows.neighbours);
  return symmetric ? rows : { offsets, neighbours };
}

function equal(a: Int32Array, b: Int32Array): boolean {
  return a.every((value, k) => value === b[k]);
}
