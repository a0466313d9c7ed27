// What lockstep does for a `mix`: one sparse product W·X over all agents, every average formed before any
// resumes.
import { assert } from "../error.ts";
import { average } from "../mixing/average.ts";
import type { Message, Mixing, Weights } from "../mixing/mixing.ts";
import type { Topology } from "../topology/topology.ts";
import type { Exchange } from "./cohort.ts";
import type { Traffic } from "./runner.ts";

/** Counts what would travel: per directed edge and exchange, self excluded, 8 bytes a number. */
export class TrafficCounter {
  #messages: number;
  #bytes: number;
  readonly #edgesAt: (step: number) => number;

  constructor(topology: Topology, start: Traffic = { messages: 0, bytes: 0 }) {
    this.#messages = start.messages;
    this.#bytes = start.bytes;
    this.#edgesAt = edgeCounts(topology);
  }

  get total(): Traffic {
    return { messages: this.#messages, bytes: this.#bytes };
  }

  /** One exchange of `numbers` float64 over every edge of `step`. */
  count(step: number, numbers: number): void {
    const edges = this.#edgesAt(step);
    this.#messages += edges;
    this.#bytes += edges * numbers * 8;
  }
}

/** The number of directed edges at any step; a graph with outages is counted anew. */
function edgeCounts(topology: Topology): (step: number) => number {
  if (topology.whole !== undefined) return (step) => directedEdges(topology, step);
  const counts = Array.from({ length: topology.period }, (_, step) => directedEdges(topology, step));
  return (step) => counts[step % counts.length]!;
}

function directedEdges(topology: Topology, step: number): number {
  let edges = 0;
  for (let agent = 0; agent < topology.size; agent++) edges += topology.hears(agent, step).length;
  return edges;
}

/**
 * The exchange of a single thread that holds all agents. Sub-step s of round t uses W at step t·q + s, the
 * same for every mix of that round.
 */
export function lockstepExchange(mixing: Mixing, gossipRounds: number, traffic: TrafficCounter): Exchange {
  return (round, messages, give) => {
    const names = Object.keys(messages[0]!);
    let rows: (readonly Float64Array[])[] = rowsByName(messages, names);
    const numbers = rows.reduce((sum, [row]) => sum + row!.length, 0);
    for (let s = 0; s < gossipRounds; s++) {
      const step = round * gossipRounds + s;
      rows = rows.map((sources) => {
        const averages = give(sources[0]!.length);
        averageRows(mixing, step, sources, 0, averages);
        return averages;
      });
      traffic.count(step, numbers);
    }
    return messagesOf(names, rows, messages.length);
  };
}

/**
 * outs[k] = row first + k of W·X, where X has one row per agent of the run. Equal rows of W, as the
 * server's, give equal averages: one array takes the place of all.
 */
export function averageRows(
  mixing: Mixing,
  step: number,
  rows: readonly Float64Array[],
  first: number,
  outs: Float64Array[],
): void {
  const sources: Float64Array[] = [];
  let previous: Weights | undefined;
  for (let k = 0; k < outs.length; k++) {
    const weights = mixing.row(first + k, step);
    if (weights === previous) outs[k] = outs[k - 1]!;
    else average(weights, sourcesOf(weights, rows, sources), outs[k]!);
    previous = weights;
  }
}

function sourcesOf(
  { agents }: Weights,
  rows: readonly Float64Array[],
  sources: Float64Array[],
): Float64Array[] {
  // Setting a length is slow even where it changes nothing.
  if (sources.length !== agents.length) sources.length = agents.length;
  for (let n = 0; n < agents.length; n++) sources[n] = rows[agents[n]!]!;
  return sources;
}

/**
 * For each of `names` the arrays of all agents. Every agent yields the same mixes: names and lengths. The
 * texts are formed only on failure: this runs once per agent and mix.
 */
export function rowsByName(messages: readonly Message[], names: readonly string[]): Float64Array[][] {
  const rows = names.map(() => new Array<Float64Array>(messages.length));
  const lengths = names.map((name) => messages[0]![name]!.length);
  for (let k = 0; k < messages.length; k++) {
    const message = messages[k]!;
    let count = 0;
    for (const name in message) {
      const n = names[count] === name ? count : names.indexOf(name);
      const row = message[name]!;
      if (n < 0) assert(false, "every agent mixes the same names");
      if (row.length !== lengths[n]) assert(false, `every agent mixes "${name}" of one length`);
      rows[n]![k] = row;
      count++;
    }
    if (count !== names.length) assert(false, "every agent mixes the same names");
  }
  return rows;
}

/** The reverse of `rowsByName`, for so many agents: one message for neighbours in the list with one row. */
export function messagesOf(
  names: readonly string[],
  rows: readonly (readonly Float64Array[])[],
  agents: number,
): Message[] {
  const messages = new Array<Message>(agents);
  for (let k = 0; k < agents; k++) {
    messages[k] = k > 0 && isShared(rows, k) ? messages[k - 1]! : messageOf(names, rows, k);
  }
  return messages;
}

/** Whether agent k has the very arrays of agent k − 1. */
function isShared(rows: readonly (readonly Float64Array[])[], k: number): boolean {
  for (let n = 0; n < rows.length; n++) if (rows[n]![k] !== rows[n]![k - 1]) return false;
  return true;
}

function messageOf(
  names: readonly string[],
  rows: readonly (readonly Float64Array[])[],
  k: number,
): Message {
  const message: Record<string, Float64Array> = {};
  // Assignments of their own: one that always meets the same name is several times as fast as one of many.
  if (names.length > 0) message[names[0]!] = rows[0]![k]!;
  if (names.length > 1) message[names[1]!] = rows[1]![k]!;
  for (let n = 2; n < names.length; n++) message[names[n]!] = rows[n]![k]!;
  return message;
}
