// Push-sum whose messages are sums since the last that is known to have arrived: what was lost comes with
// the next that is not.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import type { Arrays } from "../../math/arrays.ts";
import type { AgentId } from "../../topology/topology.ts";
import type { Message } from "../mixing.ts";
import type { RunningSum } from "./edge-sums.ts";
import { groupOf, Mass } from "./mass.ts";
import type {
  Heard,
  MissingContext,
  MissingKind,
  MissingRule,
  Mixer,
  MixerState,
  Occasion,
  Parcel,
} from "./missing.ts";
import { partOf, under } from "./saved.ts";

/**
 * Every agent holds a mass x and a weight y for each group of names that is mixed together. It splits both
 * by its column of W, hands out parts as running sums per edge, and answers x / y. Into x goes only what is
 * new, the message less the last answer, so that Σ x over agents and edges is the sum of all that was ever
 * put in, whatever is lost (Hadjicostis, Vaidya and Domínguez-García, "Robust distributed average consensus
 * via exchange of running sums", with sums that begin at what was acknowledged). Columns of W sum to 1;
 * rows need not.
 */
export class RunningSums implements Mixer {
  readonly #agent: AgentId;
  /** The groups of names, in the order in which they are first mixed, which is the same at all agents. */
  readonly #masses: Mass[] = [];
  readonly #groups = new Map<string, number>();
  #latest = 0;
  #epoch = 0;
  /** Sums of earlier exchanges are void: of all, and of single sources. */
  #since = -1;
  readonly #closed = new Map<AgentId, number>();

  constructor(agent: AgentId) {
    this.#agent = agent;
  }

  /** The masses of this agent, by group. */
  get masses(): readonly Mass[] {
    return this.#masses;
  }

  /** How often all have begun anew; sums of different epochs have nothing to do with each other. */
  get epoch(): number {
    return this.#epoch;
  }

  renew(stamp: number, epoch: number): void {
    this.#masses.length = 0;
    this.#groups.clear();
    this.#closed.clear();
    this.#latest = 0;
    this.#since = stamp;
    this.#epoch = epoch;
  }

  settle(agent: AgentId, gone: Mixer, stamp: number): void {
    this.#closed.set(agent, stamp);
    for (const [mass, theirs] of this.#pairsWith(gone)) mass.settle(agent, theirs);
  }

  inherit(gone: Mixer, own: Message): void {
    for (const [mass, theirs] of this.#pairsWith(gone)) mass.inherit(theirs, own);
  }

  #pairsWith(other: Mixer): (readonly [Mass, Mass])[] {
    const masses = other instanceof RunningSums && other.epoch === this.#epoch ? other.masses : [];
    return this.#masses.flatMap((mass, k) => (masses[k] === undefined ? [] : [[mass, masses[k]] as const]));
  }

  begin({ stamp, message, column }: Occasion): void {
    const group = groupOf(Object.keys(message));
    let at = this.#groups.get(group);
    if (at === undefined) {
      this.#groups.set(group, (at = this.#masses.length));
      this.#masses.push(new Mass(this.#agent, message));
    }
    this.#latest = at;
    this.#masses[at]!.share(stamp, message, column);
  }

  parcelFor({ stamp }: Occasion, listener: AgentId): Parcel {
    const mass = this.#masses[this.#latest]!;
    const { base, total } = mass.sentTo(listener).at(stamp);
    const numbers = [...this.confirmationFor(listener), base, total[total.length - 1]!];
    return { stamp, message: mass.named(total), numbers: Float64Array.from(numbers) };
  }

  /** The group of the latest exchange, and the last two of its sums that were taken from `source`. */
  confirmationFor(source: AgentId): Float64Array {
    const [newest, before] = this.#masses[this.#latest]?.taken.get(source)?.newest ?? [-1, -1];
    return Float64Array.of(this.#latest, newest, before);
  }

  received(source: AgentId, parcel: Parcel, isLate: boolean): void {
    const { numbers } = parcel;
    const mass = this.#masses[numbers?.[0] ?? -1];
    if (numbers === undefined || mass === undefined) return;
    for (const stamp of numbers.subarray(1, 3)) if (stamp >= 0) mass.sent.get(source)?.learn(stamp);
    const isVoid = parcel.stamp < Math.max(this.#since, this.#closed.get(source) ?? -1);
    const sum = isLate && !isVoid ? sumOf(parcel, mass) : undefined;
    if (sum !== undefined) mass.late(source, sum);
  }

  mixed({ row, message }: Occasion, heard: Heard, arrays: Arrays): Message {
    const mass = this.#masses[this.#latest]!;
    const sums = new Map<AgentId, RunningSum>();
    for (const source of row.agents) {
      const parcel = source === this.#agent ? undefined : heard(source);
      const sum = parcel === undefined ? undefined : sumOf(parcel, mass);
      if (sum !== undefined) sums.set(source, sum);
    }
    const out: Record<string, Float64Array> = {};
    for (const name in message) out[name] = arrays.take(message[name]!.length);
    mass.gather(sums, out);
    return out;
  }

  state(): Record<string, Float64Array> {
    return Object.assign({}, ...this.#masses.map(({ state }, group) => under(`${group}`, state)));
  }

  saved(): Record<string, Float64Array> {
    const own = Float64Array.of(this.#latest, this.#epoch, this.#since, ...[...this.#closed].flat());
    return Object.assign({ own }, ...this.#masses.map(({ saved }, group) => under(`${group}`, saved)));
  }

  restore(saved: MixerState): void {
    const [latest = 0, epoch = 0, since = -1, ...closed] = saved.own ?? [];
    this.renew(since, epoch);
    this.#latest = latest;
    for (let k = 0; k < closed.length; k += 2) this.#closed.set(closed[k]!, closed[k + 1]!);
    for (let group = 0; ; group++) {
      const part = partOf(saved, `${group}`);
      if (Object.keys(part).length === 0) return;
      const mass = Mass.restored(this.#agent, part);
      this.#groups.set(mass.group, group);
      this.#masses.push(mass);
    }
  }
}

/** The sum that a parcel brings; nothing where it has other names, lengths or numbers than ours. */
function sumOf({ stamp, message = {}, numbers }: Parcel, mass: Mass): RunningSum | undefined {
  if (numbers?.length !== 5) return undefined;
  const [, , , base, y] = numbers as unknown as readonly [number, number, number, number, number];
  const total = mass.flat(message, y);
  return total.length > 0 && Number.isInteger(base) ? { stamp, base, total } : undefined;
}

export const runningSumsRule: MissingRule = {
  isPlain: false,
  isMemoryless: false,
  isLinear: true,
  byColumns: true,
  mixerOf: (agent) => new RunningSums(agent),
};

export const runningSums: MissingKind = {
  kind: "running-sums",
  summary:
    "push-sum with counters per edge: what was lost comes later; keeps the mean, on one-way edges too",
  options: z.strictObject({}),
  build(_: unknown, { mixing }: MissingContext) {
    requireColumns(mixing);
    return runningSumsRule;
  },
};

const tolerance = 1e-9;

/** @throws ScenarioError naming the first column that hands out more or less than there is */
function requireColumns({ topology, column }: MissingContext["mixing"]): void {
  for (let n = 0; n < topology.size * topology.period; n++) {
    const agent = n % topology.size;
    const { agents, weights } = column(agent, Math.floor(n / topology.size));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const at = `running-sums with column ${agent} of W`;
    const refuse = (found: string, allowed: string) => {
      throw new ScenarioError("network.whenMissing", `${at} ${found}`, allowed);
    };
    if (Math.abs(sum - 1) > tolerance)
      refuse(`with sum ${Number(sum.toPrecision(12))}`, "columns that sum to 1");
    const self = weights[agents.indexOf(agent)] ?? 0;
    if (weights.some((weight) => weight < 0) || self <= 0)
      refuse(`with self-weight ${self}`, "weights of 0 and above, self-weights above: try mixing.lazy");
  }
}
