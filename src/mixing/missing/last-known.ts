// What is missing is replaced by what the source said last.
import { z } from "zod";
import type { Arrays } from "../../math/arrays.ts";
import type { AgentId } from "../../topology/topology.ts";
import { average } from "../average.ts";
import type { Message } from "../mixing.ts";
import type { Heard, MissingKind, MissingRule, Mixer, MixerState, Occasion, Parcel } from "./missing.ts";
import { rowsFor, withAbsentToSelf } from "./present.ts";
import { joined, under } from "./saved.ts";

/**
 * Σ_j w_ij x_j with the newest x_j that has ever come from j under each name; the weight of a source that
 * has never been heard goes to the agent's own part. Rows sum to 1. The mean of trackers is not kept.
 */
export const lastKnownRule: MissingRule = {
  isPlain: true,
  isMemoryless: false,
  isLinear: true,
  byColumns: false,
  mixerOf: (agent) => new Memory(agent),
};

/** One array of one source. */
interface Known {
  readonly stamp: number;
  readonly values: Float64Array;
}

class Memory implements Mixer {
  readonly #agent: AgentId;
  /** By source, then by name. */
  readonly #known = new Map<AgentId, Map<string, Known>>();

  constructor(agent: AgentId) {
    this.#agent = agent;
  }

  received(source: AgentId, parcel: Parcel, isLate: boolean): void {
    if (isLate) this.#learn(source, parcel);
  }

  mixed({ row, message }: Occasion, heard: Heard, arrays: Arrays): Message {
    for (const source of row.agents) {
      const parcel = source === this.#agent ? undefined : heard(source);
      if (parcel !== undefined) this.#learn(source, parcel);
    }
    const mixed: Record<string, Float64Array> = {};
    for (const name in message) {
      const { length } = message[name]!;
      const knows = (source: AgentId) => this.#known.get(source)?.get(name)?.values.length === length;
      const weights = withAbsentToSelf(row, this.#agent, knows);
      const values = (source: AgentId) => ({ [name]: this.#known.get(source)!.get(name)!.values });
      average(
        weights,
        rowsFor(weights, this.#agent, message, values, name),
        (mixed[name] = arrays.take(length)),
      );
    }
    return mixed;
  }

  state(): Record<string, Float64Array> {
    return this.#written(({ values }) => values);
  }

  saved(): Record<string, Float64Array> {
    return this.#written(({ stamp, values }) => joined([stamp], values));
  }

  restore(saved: MixerState): void {
    this.#known.clear();
    for (const key in saved) {
      const [source = "", name = ""] = splitOnce(key);
      const [stamp, values] = [saved[key]![0]!, saved[key]!.slice(1)];
      this.#learn(Number(source), { stamp, message: { [name]: values } });
    }
  }

  #written(numbers: (known: Known) => Float64Array): Record<string, Float64Array> {
    const entries = Array.from(this.#known, ([source, names]) =>
      under(`${source}`, Object.fromEntries(Array.from(names, ([name, known]) => [name, numbers(known)]))),
    );
    return Object.assign({}, ...entries);
  }

  /** Frames may overtake each other: only what is newer counts. */
  #learn(source: AgentId, { stamp, message = {} }: Pick<Parcel, "stamp" | "message">): void {
    let names = this.#known.get(source);
    if (names === undefined) this.#known.set(source, (names = new Map()));
    for (const name in message) {
      const known = names.get(name);
      if (known === undefined || known.stamp < stamp) names.set(name, { stamp, values: message[name]! });
    }
  }
}

/** A name may have blanks, an agent's number has none. */
function splitOnce(key: string): readonly [string, string] {
  const at = key.indexOf(" ");
  return [key.slice(0, at), key.slice(at + 1)];
}

export const lastKnown: MissingKind = {
  kind: "last-known",
  summary: "what is missing is replaced by what the source sent last; the mean drifts with what is old",
  options: z.strictObject({}),
  build: () => lastKnownRule,
};
