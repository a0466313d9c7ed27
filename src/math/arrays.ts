// Rows of memory for the agents of one run: two alternating arenas, so that a round leaves no garbage.
import { assert } from "../error.ts";

/**
 * One agent's supply of arrays. The n-th `take` of a round gives the same memory every second round, so
 * what a round takes stays valid until the end of the next round.
 */
export interface Arrays {
  /** A row of `length` numbers with unspecified contents. */
  take(length: number): Float64Array;
  /** a·x + b·y, entry by entry. */
  axpby(a: number, x: Float64Array, b: number, y: Float64Array): Float64Array;
  /** A copy of `x`. */
  copy(x: Float64Array): Float64Array;
}

/** One of the two arenas: lists of one row per agent, side by side in memory as agents are visited. */
interface Rows {
  /** The n-th row that each agent took. */
  readonly taken: Float64Array[][];
  /** The n-th row that all agents were given. */
  readonly given: Float64Array[][];
}

/** The memory of `agents` agents. */
export class Arena {
  readonly agents: number;
  readonly #supplies: readonly ArenaRows[];
  readonly #arenas: readonly [Rows, Rows] = [
    { taken: [], given: [] },
    { taken: [], given: [] },
  ];
  /** The arena that each agent takes from in its current round: peers do not march in step. */
  readonly #parity: Uint8Array;
  /** How many rows each agent has taken this round, and how many all were given. */
  readonly #taken: Int32Array;
  #given = 0;

  constructor(agents: number) {
    this.agents = agents;
    this.#parity = new Uint8Array(agents);
    this.#taken = new Int32Array(agents);
    this.#supplies = Array.from({ length: agents }, (_, agent) => new ArenaRows(this, agent));
  }

  /** The supply of one agent. */
  of(agent: number): ArenaRows {
    return this.#supplies[agent]!;
  }

  /** Begins a round of every agent: rows given out two rounds ago are given out again. */
  turn(): void {
    for (let agent = 0; agent < this.agents; agent++) this.turnOf(agent);
    this.#given = 0;
  }

  /** Begins a round of one agent. An arena whose agents turn one by one has nothing to `give`. */
  turnOf(agent: number): void {
    this.#parity[agent]! ^= 1;
    this.#taken[agent] = 0;
  }

  /** A row of `length` numbers for every agent, in one round; it lives as long as what they take. */
  give(length: number): readonly Float64Array[] {
    const { given } = this.#arenas[this.#parity[0]!]!;
    const n = this.#given++;
    const rows = given[n];
    return rows?.[0]?.length === length ? rows : (given[n] = this.#cut(length));
  }

  /** The next row of `agent`. */
  take(agent: number, length: number): Float64Array {
    const n = this.#taken[agent]!++;
    const rows = (this.#arenas[this.#parity[agent]!]!.taken[n] ??= this.#cut(length));
    const row = rows[agent]!;
    return row.length === length ? row : (rows[agent] = new Float64Array(length));
  }

  /** Whether `row` is among those that `agent` has taken or was given this round. */
  has(agent: number, row: Float64Array): boolean {
    const { taken, given } = this.#arenas[this.#parity[agent]!]!;
    for (let n = 0; n < this.#taken[agent]!; n++) if (taken[n]![agent] === row) return true;
    for (let n = 0; n < this.#given; n++) if (given[n]![agent] === row) return true;
    return false;
  }

  #cut(length: number): Float64Array[] {
    const block = new Float64Array(length * this.agents);
    return Array.from({ length: this.agents }, (_, agent) =>
      block.subarray(agent * length, (agent + 1) * length),
    );
  }
}

/** One agent’s rows of an arena. */
export class ArenaRows implements Arrays {
  readonly #arena: Arena;
  readonly #agent: number;

  constructor(arena: Arena, agent: number) {
    this.#arena = arena;
    this.#agent = agent;
  }

  /** Begins a round of this agent: what was taken two rounds ago is given out again. */
  turn(): void {
    this.#arena.turnOf(this.#agent);
  }

  take(length: number): Float64Array {
    return this.#arena.take(this.#agent, length);
  }

  axpby(a: number, x: Float64Array, b: number, y: Float64Array): Float64Array {
    assert(x.length === y.length, "axpby takes arrays of one length");
    const out = this.take(x.length);
    for (let i = 0; i < out.length; i++) out[i] = a * x[i]! + b * y[i]!;
    return out;
  }

  copy(x: Float64Array): Float64Array {
    const out = this.take(x.length);
    out.set(x);
    return out;
  }

  /** `x` if it is a row of this round, else a copy that is. */
  keep(x: Float64Array): Float64Array {
    return this.#arena.has(this.#agent, x) ? x : this.copy(x);
  }
}
