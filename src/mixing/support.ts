// Whether W stays on the graph, and whether what it uses of the graph is connected.
import type { AgentId, Topology } from "../topology/topology.ts";
import type { MixingWindow, StepMatrix } from "./window.ts";
import { forEachEntry } from "./window.ts";

/** An entry W[listener][source] ≠ 0 without an edge source→listener at `step`. */
export interface UnsupportedEntry {
  readonly listener: AgentId;
  readonly source: AgentId;
  readonly step: number;
}

/** The first unsupported entry of the window, or undefined. */
export function unsupportedEntry(
  { steps, agents }: MixingWindow,
  topology: Topology,
): UnsupportedEntry | undefined {
  for (const [step, matrix] of steps.entries()) {
    for (let listener = 0; listener < agents; listener++) {
      const heard = topology.hears(listener, step);
      if (heard.length === agents - 1) continue;
      const source = firstOutside(sourcesOf(matrix, listener), listener, heard);
      if (source !== undefined) return { listener, source, step };
    }
  }
  return undefined;
}

function sourcesOf(step: StepMatrix, listener: AgentId): Int32Array {
  if (step.kind === "equal rows") return step.row.agents;
  const { offsets, columns } = step.matrix;
  return columns.subarray(offsets[listener], offsets[listener + 1]);
}

/** The first of the ascending `sources`, `own` excepted, that is not among the ascending `heard`. */
function firstOutside(sources: Int32Array, own: AgentId, heard: ArrayLike<AgentId>): AgentId | undefined {
  let at = 0;
  for (const source of sources) {
    if (source === own) continue;
    while (at < heard.length && heard[at] < source) at++;
    if (heard[at] !== source) return source;
  }
  return undefined;
}

/** How the agents hang together by the non-zero weights of one window. */
export interface Connectivity {
  /** Every agent reaches every other along directed edges. */
  readonly connected: boolean;
  /** Sizes of the parts without any edge between them, in the order of their smallest agents. */
  readonly componentSizes: readonly number[];
  /** The first agent that does not both reach agent 0 and is reached by it; null where connected. */
  readonly separated: AgentId | null;
}

/** Connectivity of the graph that the weights of the whole window use. */
export function connectivityOf({ steps, agents }: MixingWindow): Connectivity {
  if (steps.some((step) => step.kind === "equal rows" && step.row.agents.length === agents)) {
    return { connected: true, componentSizes: [agents], separated: null };
  }
  const sources = neighbourLists(steps, agents, false);
  const listeners = neighbourLists(steps, agents, true);
  const hears = new Uint8Array(agents);
  const isHeard = new Uint8Array(agents);
  reach([sources], 0, hears);
  reach([listeners], 0, isHeard);
  const separated = hears.findIndex((seen, agent) => !(seen && isHeard[agent]));
  if (separated < 0) return { connected: true, componentSizes: [agents], separated: null };
  return { connected: false, componentSizes: componentSizes([sources, listeners], agents), separated };
}

/**
 * Compressed lists of whom each agent gives weight to, or (reversed) who gives weight to it, over all steps.
 */
interface Lists {
  readonly offsets: Int32Array;
  readonly agents: Int32Array;
}

function neighbourLists(steps: readonly StepMatrix[], agents: number, reversed: boolean): Lists {
  const offsets = new Int32Array(agents + 1);
  const visitAll = (visit: (from: number, to: number) => void): void => {
    for (const step of steps) {
      forEachEntry(step, agents, (listener, source) =>
        reversed ? visit(source, listener) : visit(listener, source),
      );
    }
  };
  visitAll((from) => void offsets[from + 1]++);
  for (let i = 0; i < agents; i++) offsets[i + 1] += offsets[i];
  const filled = offsets.slice(0, agents);
  const ends = new Int32Array(offsets[agents]);
  visitAll((from, to) => {
    ends[filled[from]++] = to;
  });
  return { offsets, agents: ends };
}

/** Marks in `seen` what can be reached from `start`; returns how many agents are newly marked. */
function reach(graphs: readonly Lists[], start: AgentId, seen: Uint8Array): number {
  const queue = [start];
  let count = 1;
  seen[start] = 1;
  for (let agent = queue.pop(); agent !== undefined; agent = queue.pop()) {
    for (const { offsets, agents } of graphs) {
      for (let k = offsets[agent]; k < offsets[agent + 1]; k++) {
        if (seen[agents[k]] !== 0) continue;
        seen[agents[k]] = 1;
        count++;
        queue.push(agents[k]);
      }
    }
  }
  return count;
}

function componentSizes(graphs: readonly Lists[], size: number): number[] {
  const seen = new Uint8Array(size);
  const sizes: number[] = [];
  for (let agent = 0; agent < size; agent++) {
    if (seen[agent] === 0) sizes.push(reach(graphs, agent, seen));
  }
  return sizes;
}
