// One agent's share of the mass under running sums, for the arrays that travel together.
import type { AgentId } from "../../topology/topology.ts";
import type { Message, Weights } from "../mixing.ts";
import { type RunningSum, SentSums, TakenSums, underWay } from "./edge-sums.ts";
import type { MixerState } from "./missing.ts";
import { joined, partOf, under } from "./saved.ts";

/**
 * An agent with less weight keeps what it has until more has come. Its answer is x / y: with a y near 0, as
 * of an agent that hears nobody any more, it would leap at every change of its own part.
 */
const leastWeight = 0.5;

/**
 * Push-sum of some names: the mass x behind them and its weight y, which starts at 1. All arrays here hold
 * the names' values one after the other, and y at the end.
 */
export class Mass {
  readonly #agent: AgentId;
  readonly #names: readonly (readonly [name: string, length: number])[];
  readonly #length: number;
  #held: Float64Array;
  /** What was answered last: only what is new since then is put in. */
  readonly #answer: Float64Array;
  /** All that was ever put in, less what was taken out for those who left. */
  readonly #put: Float64Array;
  /** What is still to be taken out for those whom this agent has taken over from. */
  readonly #debt: Float64Array;
  readonly sent = new Map<AgentId, SentSums>();
  readonly taken = new Map<AgentId, TakenSums>();
  /** Sums that came too late for their exchange: the newest of each source. */
  readonly #late = new Map<AgentId, RunningSum>();

  constructor(agent: AgentId, message: Message) {
    this.#agent = agent;
    this.#names = Object.keys(message)
      .sort()
      .map((name) => [name, message[name]!.length]);
    this.#length = 1 + this.#names.reduce((sum, [, length]) => sum + length, 0);
    this.#held = new Float64Array(this.#length);
    this.#answer = new Float64Array(this.#length);
    this.#put = new Float64Array(this.#length);
    this.#debt = new Float64Array(this.#length);
    for (const array of [this.#held, this.#put]) array[this.#length - 1] = 1;
  }

  /** The group of names that it is of. */
  get group(): string {
    return groupOf(this.#names.map(([name]) => name));
  }

  /** Puts in what is new in the message, x += m − last answer, and shares out by the column. */
  share(stamp: number, message: Message, column: Weights): void {
    const own = this.flat(message, 0);
    for (let i = 0; i < own.length - 1; i++) {
      const change = own[i]! - this.#answer[i]!;
      this.#held[i]! += change;
      this.#put[i]! += change;
    }
    const held = this.#held;
    const isPoor = held[this.#length - 1]! < leastWeight;
    this.#held = new Float64Array(this.#length);
    const keep = (part: Float64Array) => addTo(this.#held, part);
    for (let k = 0; k < column.agents.length; k++) {
      const listener = column.agents[k]!;
      const part = held.map((value) => column.weights[k]! * value);
      if (listener === this.#agent) keep(part);
      else {
        const sums = this.sentTo(listener);
        const keeps = isPoor || sums.isFull;
        if (keeps) keep(part);
        sums.add(stamp, keeps ? new Float64Array(this.#length) : part);
      }
    }
  }

  /** Takes the newest sum of every source, adds up in ascending id, and answers x / y. */
  gather(sums: ReadonlyMap<AgentId, RunningSum>, out: Message): void {
    for (const [source, sum] of sums) this.late(source, sum);
    const parts = new Map<AgentId, Float64Array>([[this.#agent, this.#held]]);
    for (const [source, sum] of this.#late) {
      const part = this.takenFrom(source).take(sum);
      if (part !== undefined) parts.set(source, part);
    }
    this.#late.clear();
    this.#held = new Float64Array(this.#length);
    for (const agent of [...parts.keys()].sort((a, b) => a - b)) {
      const part = parts.get(agent)!;
      addTo(this.#held, part);
    }
    this.#pay();
    this.#reply(out);
  }

  /** Keeps a sum for the next time. */
  late(source: AgentId, sum: RunningSum): void {
    if (sum.stamp >= (this.#late.get(source)?.stamp ?? -1)) this.#late.set(source, sum);
  }

  /**
   * Ends the edges with an agent that is gone for good, or for now: what is under way on them, to it or from
   * it, is this agent's.
   */
  settle(agent: AgentId, gone: Mass): void {
    const flights = [
      underWay(gone.sent.get(this.#agent), this.taken.get(agent)),
      underWay(this.sent.get(agent), gone.taken.get(this.#agent)),
    ];
    for (const flight of flights) if (flight !== undefined) addTo(this.#held, flight);
    for (const ends of [this.sent, this.taken, this.#late]) ends.delete(agent);
    for (const ends of [gone.sent, gone.taken, gone.#late]) ends.delete(this.#agent);
  }

  /**
   * Takes over all that an agent holds that is gone, and owes what it takes along: the weight 1 and, by
   * name, `own`, or its last answer where that has no such name.
   */
  inherit(gone: Mass, own: Message): void {
    const along = gone.flat({ ...gone.named(gone.#answer), ...own }, 1);
    const pairs = [
      [this.#held, gone.#held],
      [this.#put, gone.#put],
      [this.#debt, gone.#debt],
    ] as const;
    for (const [mine, theirs] of pairs) {
      addTo(mine, theirs);
      theirs.fill(0);
    }
    addTo(this.#debt, along);
    this.#pay();
  }

  /** Pays what it owes, as far as its own weight stays above what it needs to speak. */
  #pay(): void {
    const last = this.#length - 1;
    const spare = this.#held[last]! - leastWeight;
    const owed = this.#debt[last]!;
    if (owed === 0 || spare <= 0) return;
    const part = spare >= owed ? 1 : spare / owed;
    for (let i = 0; i <= last; i++) {
      const paid = part * this.#debt[i]!;
      this.#held[i]! -= paid;
      this.#put[i]! -= paid;
      this.#debt[i]! -= paid;
    }
  }

  /** x, y and what was put in: the ledger of this agent. */
  get ledger(): { readonly held: Float64Array; readonly put: Float64Array } {
    return { held: this.#held, put: this.#put };
  }

  get state(): Record<string, Float64Array> {
    const isFree = this.#debt[this.#length - 1] === 0;
    return { held: this.#held, answer: this.#answer, ...(!isFree && { debt: this.#debt }) };
  }

  /** All of it as numbers: by name the length, then the books, then the edges. */
  get saved(): Record<string, Float64Array> {
    const late = ({ stamp, base, total }: RunningSum) => joined([stamp, base], total);
    return {
      ...under("length", Object.fromEntries(this.#names.map(([name, n]) => [name, Float64Array.of(n)]))),
      ...Object.fromEntries(this.#books.map(([name, array]) => [name, array.slice()])),
      ...under(
        "sent",
        each(this.sent, ({ saved }) => saved),
      ),
      ...under(
        "taken",
        each(this.taken, ({ saved }) => saved),
      ),
      ...under("late", each(this.#late, late)),
    };
  }

  /** A mass as it was `saved`. */
  static restored(agent: AgentId, saved: MixerState): Mass {
    const part = (word: string) => Object.entries(partOf(saved, word));
    const message = part("length").map(([name, [length]]) => [name, new Float64Array(length!)]);
    const mass = new Mass(agent, Object.fromEntries(message));
    for (const [name, array] of mass.#books) array.set(saved[name]!);
    for (const [id, sums] of part("sent")) mass.sent.set(Number(id), SentSums.restored(mass.#length, sums));
    for (const [id, sums] of part("taken"))
      mass.taken.set(Number(id), TakenSums.restored(mass.#length, sums));
    for (const [id, late] of part("late"))
      mass.late(Number(id), { stamp: late[0]!, base: late[1]!, total: late.slice(2) });
    return mass;
  }

  get #books() {
    const books = { held: this.#held, answer: this.#answer, put: this.#put, debt: this.#debt };
    return Object.entries(books);
  }

  sentTo(listener: AgentId): SentSums {
    return entryOf(this.sent, listener, () => new SentSums(this.#length));
  }

  takenFrom(source: AgentId): TakenSums {
    return entryOf(this.taken, source, () => new TakenSums(this.#length));
  }

  /** The message's values in one array, `last` at its end; empty where the names or lengths are others. */
  flat(message: Message, last: number): Float64Array {
    const flat = new Float64Array(this.#length);
    let at = 0;
    for (const [name, length] of this.#names) {
      if (message[name]?.length !== length) return new Float64Array();
      flat.set(message[name]!, at);
      at += length;
    }
    flat[at] = last;
    return flat;
  }

  /** The names of a flat array, as views. */
  named(flat: Float64Array): Message {
    const message: Record<string, Float64Array> = {};
    let at = 0;
    for (const [name, length] of this.#names) message[name] = flat.subarray(at, (at += length));
    return message;
  }

  #reply(out: Message): void {
    const y = this.#held[this.#length - 1]!;
    for (let i = 0; i < this.#length - 1; i++) this.#answer[i] = this.#held[i]! / y;
    const answer = this.named(this.#answer);
    for (const name in answer) out[name]!.set(answer[name]!);
  }
}

/** Names that are mixed together, as one text. */
export function groupOf(names: readonly string[]): string {
  return [...names].sort().join(" ");
}

/** Numbers of each end, by the agent at the other. */
function each<V>(ends: ReadonlyMap<AgentId, V>, numbers: (end: V) => Float64Array) {
  return Object.fromEntries(Array.from(ends, ([agent, end]) => [agent, numbers(end)]));
}

function addTo(sum: Float64Array, part: Float64Array): void {
  for (let i = 0; i < part.length; i++) sum[i]! += part[i]!;
}

function entryOf<V>(map: Map<AgentId, V>, key: AgentId, make: () => V): V {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
