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

/** A row that every call hands out again: for numbers that are used up before the next. */
export function spareRow(): (length: number) => Float64Array {
  let row = new Float64Array(0);
  return (length) => (row.length === length ? row : (row = new Float64Array(length)));
}

/** One of the two arenas: lists of one row per agent, side by side in memory as agents are visited. */
interface Rows {
  /** The n-th row that each agent takes. */
  readonly taken: Float64Array[][];
  /** The n-th row that all agents were given, and what has been handed to them in its place. */
  readonly given: { readonly own: readonly Float64Array[]; readonly handed: Float64Array[] }[];
}

/** The memory of `agents` agents. */
export class Arena {
  readonly agents: number;
  readonly #supplies: readonly ArenaRows[];
  readonly #arenas: readonly [Rows, Rows] = [
    { taken: [], given: [] },
    { taken: [], given: [] },
  ];
  /** How many rows all agents were given this round. */
  #given = 0;

  constructor(agents: number) {
    this.agents = agents;
    this.#supplies = Array.from({ length: agents }, (_, agent) => new ArenaRows(this, agent));
  }

  /** The supply of one agent. */
  of(agent: number): ArenaRows {
    return this.#supplies[agent]!;
  }

  /** Begins a round of every agent: rows given out two rounds ago are given out again. */
  turn(): void {
    for (let agent = 0; agent < this.agents; agent++) this.#supplies[agent]!.turn();
    this.#given = 0;
  }

  /**
   * A row of `length` numbers for every agent, in one round; it lives as long as what they take. Whoever
   * fills them may put one agent's row in the place of another's whose numbers are the same.
   */
  give(length: number): Float64Array[] {
    const { given } = this.#arenas[this.of(0).parity];
    const n = this.#given++;
    if (given[n]?.own[0]?.length !== length) given[n] = { own: this.#cut(length), handed: [] };
    const { own, handed } = given[n]!;
    for (let agent = 0; agent < own.length; agent++) handed[agent] = own[agent]!;
    return handed;
  }

  /** The n-th row that `agent` takes in rounds of one parity. */
  row(parity: 0 | 1, n: number, agent: number, length: number): Float64Array {
    const rows = (this.#arenas[parity].taken[n] ??= this.#cut(length));
    const row = rows[agent]!;
    return row.length === length ? row : (rows[agent] = new Float64Array(length));
  }

  /** Whether `row` is among those handed to `agent` when all were given one this round. */
  hasGiven(agent: number, row: Float64Array): boolean {
    const { given } = this.#arenas[this.of(agent).parity];
    for (let n = 0; n < this.#given; n++) if (given[n]!.handed[agent] === row) return true;
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
  /** The arena that the agent takes from in its current round: peers do not march in step. */
  parity: 0 | 1 = 0;
  readonly #arena: Arena;
  readonly #agent: number;
  /** The rows that the agent has taken in rounds of either parity, at hand for the next ones. */
  readonly #known: readonly [Float64Array[], Float64Array[]] = [[], []];
  #rows: Float64Array[] = this.#known[0];
  #taken = 0;

  constructor(arena: Arena, agent: number) {
    this.#arena = arena;
    this.#agent = agent;
  }

  /** Begins a round of this agent: what was taken two rounds ago is given out again. */
  turn(): void {
    this.parity = this.parity === 0 ? 1 : 0;
    this.#rows = this.#known[this.parity];
    this.#taken = 0;
  }

  take(length: number): Float64Array {
    const n = this.#taken++;
    const rows = this.#rows;
    if (n < rows.length && rows[n]!.length === length) return rows[n]!;
    return (rows[n] = this.#arena.row(this.parity, n, this.#agent, length));
  }

  axpby(a: number, x: Float64Array, b: number, y: Float64Array): Float64Array {
    assert(x.length === y.length, "axpby takes arrays of one length");
    const out = this.take(x.length);
    const fours = out.length - (out.length % 4);
    for (let i = 0; i < fours; i += 4) {
      out[i] = a * x[i]! + b * y[i]!;
      out[i + 1] = a * x[i + 1]! + b * y[i + 1]!;
      out[i + 2] = a * x[i + 2]! + b * y[i + 2]!;
      out[i + 3] = a * x[i + 3]! + b * y[i + 3]!;
    }
    for (let i = fours; i < out.length; i++) out[i] = a * x[i]! + b * y[i]!;
    return out;
  }

  copy(x: Float64Array): Float64Array {
    const out = this.take(x.length);
    // For a few numbers a call of `set` costs more than they do.
    if (out.length > 16) out.set(x);
    else for (let i = 0; i < out.length; i++) out[i] = x[i]!;
    return out;
  }

  /** `x` if it is a row of this round, mostly one taken last, else a copy that is. */
  keep(x: Float64Array): Float64Array {
    for (let n = this.#taken - 1; n >= 0; n--) if (this.#rows[n] === x) return x;
    return this.#arena.hasGiven(this.#agent, x) ? x : this.copy(x);
  }
}
