// Whom one agent hears, who hears it, and the weights of what it hears, exchange by exchange.
import type { Mixing, Weights } from "../mixing/mixing.ts";
import type { AgentId } from "../topology/topology.ts";

/** One agent's edges at one step. */
export class Surroundings {
  /** Whom the agent hears, ascending, itself excluded. */
  readonly sources: readonly AgentId[];
  /** Who hears the agent, ascending, itself excluded. */
  readonly listeners: readonly AgentId[];
  /** The agent's row of W. */
  readonly weights: Weights;
  readonly #mixing: Mixing;
  readonly #agent: AgentId;
  readonly #step: number;

  constructor(mixing: Mixing, agent: AgentId, step: number) {
    this.sources = mixing.topology.hears(agent, step);
    const listeners = mixing.topology.isHeardBy(agent, step);
    this.listeners = areEqual(listeners, this.sources) ? this.sources : listeners;
    this.weights = mixing.row(agent, step);
    this.#mixing = mixing;
    this.#agent = agent;
    this.#step = step;
  }

  /** The agent's column of W; most rules have no use for it. */
  get column(): Weights {
    return this.#mixing.column(this.#agent, this.#step);
  }

  hears(agent: AgentId): boolean {
    return contains(this.sources, agent);
  }

  isHeardBy(agent: AgentId): boolean {
    return contains(this.listeners, agent);
  }
}

/** The surroundings of one agent at any step. */
export class Neighbourhood {
  readonly #mixing: Mixing;
  readonly #agent: AgentId;
  #at = -1;
  #latest: Surroundings | undefined;

  constructor(mixing: Mixing, agent: AgentId) {
    this.#mixing = mixing;
    this.#agent = agent;
  }

  at(step: number): Surroundings {
    const at = step % this.#mixing.topology.period;
    if (this.#latest === undefined || at !== this.#at) {
      this.#at = at;
      this.#latest = new Surroundings(this.#mixing, this.#agent, step);
    }
    return this.#latest;
  }

  /** Whether somebody hears the agent at any step. */
  isHeardBy(other: AgentId): boolean {
    const topology = this.#mixing.topology.whole ?? this.#mixing.topology;
    for (let step = 0; step < topology.period; step++)
      if (topology.isHeardBy(this.#agent, step).includes(other)) return true;
    return false;
  }

  /** Everyone who is heard or hears at any step. */
  everyone(): Set<AgentId> {
    const topology = this.#mixing.topology.whole ?? this.#mixing.topology;
    const found = new Set<AgentId>();
    for (let step = 0; step < topology.period; step++) {
      for (const source of topology.hears(this.#agent, step)) found.add(source);
      for (const listener of topology.isHeardBy(this.#agent, step)) found.add(listener);
    }
    return found;
  }
}

function areEqual(a: readonly AgentId[], b: readonly AgentId[]): boolean {
  return a.length === b.length && a.every((agent, k) => agent === b[k]);
}

/** Binary search in an ascending list. */
function contains(ascending: readonly AgentId[], agent: AgentId): boolean {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < agent) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === agent;
}
