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

/** The memory of `agents` agents; the n-th rows of all agents lie side by side. */
export class Arena {
  readonly agents: number;
  readonly #blocks: Float64Array[][] = [[], []];
  readonly #rows: ArenaRows[];

  constructor(agents: number) {
    this.agents = agents;
    this.#rows = Array.from({ length: agents }, (_, agent) => new ArenaRows(this, agent));
  }

  /** The supply of one agent. */
  of(agent: number): ArenaRows {
    return this.#rows[agent]!;
  }

  /** Begins a round of every agent. */
  turn(): void {
    for (const rows of this.#rows) rows.turn();
  }

  /** The n-th row of `agent` in arena 0 or 1. */
  row(agent: number, n: number, length: number, parity: 0 | 1): Float64Array {
    const blocks = this.#blocks[parity]!;
    const block = (blocks[n] ??= new Float64Array(length * this.agents));
    if (block.length !== length * this.agents) return new Float64Array(length);
    return block.subarray(agent * length, (agent + 1) * length);
  }
}

/** One agent’s rows of an arena. */
export class ArenaRows implements Arrays {
  readonly #arena: Arena;
  readonly #agent: number;
  readonly #taken: [Float64Array[], Float64Array[]] = [[], []];
  #parity: 0 | 1 = 0;
  #count = 0;

  constructor(arena: Arena, agent: number) {
    this.#arena = arena;
    this.#agent = agent;
  }

  /** Begins a round of this agent: what was taken two rounds ago is given out again. */
  turn(): void {
    this.#parity = this.#parity === 0 ? 1 : 0;
    this.#count = 0;
  }

  take(length: number): Float64Array {
    const n = this.#count++;
    const rows = this.#taken[this.#parity];
    const row = rows[n];
    if (row !== undefined && row.length === length) return row;
    return (rows[n] = this.#arena.row(this.#agent, n, length, this.#parity));
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
    const rows = this.#taken[this.#parity];
    for (let n = 0; n < this.#count; n++) if (rows[n] === x) return x;
    return this.copy(x);
  }
}
