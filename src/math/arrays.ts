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

/** The memory of `agents` agents; the n-th rows of all agents lie side by side, as they are visited. */
export class Arena {
  readonly agents: number;
  /** Of each arena: the n-th row of every agent. */
  readonly #arenas: [Float64Array[][], Float64Array[][]] = [[], []];
  readonly #supplies: ArenaRows[];
  #parity = 0;

  constructor(agents: number) {
    this.agents = agents;
    this.#supplies = Array.from({ length: agents }, (_, agent) => new ArenaRows(this, agent));
  }

  /** The supply of one agent. */
  of(agent: number): ArenaRows {
    return this.#supplies[agent]!;
  }

  /** Begins a round: rows taken two rounds ago are given out again. */
  turn(): void {
    this.#parity = 1 - this.#parity;
    for (const supply of this.#supplies) supply.turn();
  }

  /** The n-th row of `agent` in the current arena. */
  row(agent: number, n: number, length: number): Float64Array {
    const rows = (this.#arenas[this.#parity]![n] ??= this.#cut(length));
    const row = rows[agent]!;
    return row.length === length ? row : (rows[agent] = new Float64Array(length));
  }

  /** Whether `row` is the n-th of `agent` in the current arena. */
  has(agent: number, n: number, row: Float64Array): boolean {
    return this.#arenas[this.#parity]![n]![agent] === row;
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
  #count = 0;

  constructor(arena: Arena, agent: number) {
    this.#arena = arena;
    this.#agent = agent;
  }

  /** Begins a round. */
  turn(): void {
    this.#count = 0;
  }

  take(length: number): Float64Array {
    return this.#arena.row(this.#agent, this.#count++, length);
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

  /** `x` if it was taken this round, else a copy that was. */
  keep(x: Float64Array): Float64Array {
    for (let n = this.#count - 1; n >= 0; n--) if (this.#arena.has(this.#agent, n, x)) return x;
    return this.copy(x);
  }
}
