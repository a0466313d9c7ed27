// Lockstep with a rule that is no plain average: every agent's mixer is asked, with all that it hears.
import { assert } from "../error.ts";
import type { Arrays } from "../math/arrays.ts";
import type { MissingRule, Mixer } from "../mixing/missing/missing.ts";
import type { Message, Mixing } from "../mixing/mixing.ts";
import type { Exchange } from "./cohort.ts";
import { rowsByName, type TrafficCounter } from "./exchange.ts";

/** The exchange of a single thread for rules that remember nothing: the bits are those of peers. */
export function robustExchange(
  mixing: Mixing,
  gossipRounds: number,
  traffic: TrafficCounter,
  rule: MissingRule,
): Exchange {
  assert(rule.isMemoryless, "lockstep keeps nothing of earlier exchanges");
  const { size } = mixing.topology;
  const mixers = Array.from({ length: size }, (_, agent) => rule.mixerOf(agent));
  return (round, messages, give) => {
    const names = Object.keys(messages[0]!);
    const numbers = rowsByName(messages, names).reduce((sum, [row]) => sum + row!.length, 0);
    let current = messages;
    for (let s = 0; s < gossipRounds; s++) {
      const step = round * gossipRounds + s;
      current = exchanged(mixing, step, mixers, current, give);
      traffic.count(step, numbers);
    }
    return current;
  };
}

function exchanged(
  mixing: Mixing,
  stamp: number,
  mixers: readonly Mixer[],
  messages: readonly Message[],
  give: (length: number) => readonly Float64Array[],
): Message[] {
  const heard = (source: number) => ({ stamp, message: messages[source]!, numbers: undefined });
  const rows = new SharedRows(give);
  return messages.map((message, agent) => {
    const occasion = { stamp, message, row: mixing.row(agent, stamp), column: mixing.column(agent, stamp) };
    return mixers[agent]!.mixed(occasion, heard, rows.of(agent));
  });
}

/** Rows given to all agents at once, for agents that each take as many of the same lengths. */
class SharedRows {
  readonly #give: (length: number) => readonly Float64Array[];
  readonly #given: (readonly Float64Array[])[] = [];

  constructor(give: (length: number) => readonly Float64Array[]) {
    this.#give = give;
  }

  of(agent: number): Arrays {
    let taken = 0;
    const take = (length: number): Float64Array => {
      const row = (this.#given[taken++] ??= this.#give(length))[agent]!;
      assert(row.length === length, "all agents take rows of the same lengths");
      return row;
    };
    return {
      take,
      copy(x) {
        const out = take(x.length);
        out.set(x);
        return out;
      },
      axpby(a, x, b, y) {
        const out = take(x.length);
        for (let i = 0; i < out.length; i++) out[i] = a * x[i]! + b * y[i]!;
        return out;
      },
    };
  }
}
