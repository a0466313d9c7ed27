// Connectivity of the union of a topology's graphs over one period, without recursion: paths may be
// 10^6 long.
import { ScenarioError } from "../error.ts";
import type { AgentId, Topology } from "./topology.ts";

/** The components of a graph: each ascending, in the order of their smallest agents. */
export type Components = readonly (readonly AgentId[])[];

/**
 * Largest sets of agents in which each hears each other along directed edges, over one period of the graph.
 * R. Tarjan, Depth-first search and linear graph algorithms (1972), with the stack made explicit.
 */
export function stronglyConnectedComponents(topology: Topology): Components {
  if (isConnected(topology)) return [Array.from({ length: topology.size }, (_, agent) => agent)];
  return grouped(tarjan(topology), topology.size);
}

/** Largest sets of agents joined by edges in whatever direction, over one period of the graph. */
export function weaklyConnectedComponents(topology: Topology): Components {
  const labels = new Int32Array(topology.size).fill(-1);
  for (let root = 0; root < topology.size; root++) {
    if (labels[root] === -1) spread(topology, root, labels, [listens, speaks]);
  }
  return grouped(labels, topology.size);
}

/** True where every agent is reached by every other along directed edges, over one period of the graph. */
export function isConnected(topology: Topology): boolean {
  return [listens, speaks].every((direction) => {
    const labels = new Int32Array(topology.size).fill(-1);
    return spread(topology, 0, labels, [direction]) === topology.size;
  });
}

/**
 * The topology itself where it is connected: strongly, and over one period where it varies with time.
 *
 * @throws ScenarioError naming the sizes of the components
 */
export function requireConnected(topology: Topology, place = "topology"): Topology {
  if (isConnected(topology)) return topology;
  const weak = weaklyConnectedComponents(topology);
  const [components, word] =
    weak.length > 1 ? [weak, "components"] : [stronglyConnectedComponents(topology), "strong components"];
  const allowed = "every agent must reach every other (only the kind empty may be disconnected)";
  throw new ScenarioError(place, sizesInWords(components, word), allowed);
}

type Direction = (topology: Topology, agent: AgentId, step: number) => readonly AgentId[];
const listens: Direction = (topology, agent, step) => topology.hears(agent, step);
const speaks: Direction = (topology, agent, step) => topology.isHeardBy(agent, step);

/** Labels with `root` what is reached from it and not yet labelled; says how many agents that is. */
function spread(
  topology: Topology,
  root: AgentId,
  labels: Int32Array,
  directions: readonly Direction[],
): number {
  const reached: AgentId[] = [root];
  labels[root] = root;
  // The early end keeps the complete graph, whose lists are N long, at one list.
  for (let next = 0; next < reached.length && reached.length < topology.size; next++) {
    for (let step = 0; step < topology.period; step++) {
      for (const direction of directions) {
        for (const other of direction(topology, reached[next]!, step)) {
          if (labels[other] !== -1) continue;
          labels[other] = root;
          reached.push(other);
        }
      }
    }
  }
  return reached.length;
}

/** For each agent the smallest-numbered root of its strong component. */
function tarjan(topology: Topology): Int32Array {
  const size = topology.size;
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const labels = new Int32Array(size).fill(-1);
  const open: AgentId[] = [];
  let visited = 0;
  const enter = (agent: AgentId): Frame => {
    index[agent] = low[agent] = visited++;
    open.push(agent);
    return { agent, heard: heardOverPeriod(topology, agent), next: 0 };
  };
  for (let root = 0; root < size; root++) {
    const frames = index[root] === -1 ? [enter(root)] : [];
    while (frames.length > 0) {
      const frame = frames.at(-1)!;
      if (frame.next < frame.heard.length) {
        const other = frame.heard[frame.next++]!;
        if (index[other] === -1) frames.push(enter(other));
        else if (labels[other] === -1) low[frame.agent] = Math.min(low[frame.agent]!, index[other]!);
        continue;
      }
      frames.pop();
      const parent = frames.at(-1)?.agent;
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[frame.agent]!);
      if (low[frame.agent] === index[frame.agent]) close(open, frame.agent, labels);
    }
  }
  return labels;
}

interface Frame {
  readonly agent: AgentId;
  readonly heard: readonly AgentId[];
  next: number;
}

function close(open: AgentId[], root: AgentId, labels: Int32Array): void {
  let agent: AgentId;
  do {
    agent = open.pop()!;
    labels[agent] = root;
  } while (agent !== root);
}

function heardOverPeriod(topology: Topology, agent: AgentId): readonly AgentId[] {
  if (topology.period === 1) return topology.hears(agent, 0);
  return Array.from({ length: topology.period }, (_, step) => topology.hears(agent, step)).flat();
}

function grouped(labels: Int32Array, size: number): Components {
  const components = new Map<number, AgentId[]>();
  for (let agent = 0; agent < size; agent++) {
    const component = components.get(labels[agent]!);
    if (component === undefined) components.set(labels[agent]!, [agent]);
    else component.push(agent);
  }
  return [...components.values()];
}

function sizesInWords(components: Components, word: string): string {
  const sizes = components.map((component) => component.length).sort((a, b) => b - a);
  const shown = sizes.slice(0, 4).join(", ");
  return `${sizes.length} ${word} of ${shown}${sizes.length > 4 ? ", …" : ""} agents`;
}
