// Whom a peer has had to mix without.
import { roundOf, type Stamp } from "../../network/frame.ts";
import { Tally } from "../../network/libp2p/offences.ts";
import type { AgentId } from "../../topology/topology.ts";

/** Counts, in all its lives. */
export class Absences {
  readonly #tally = new Tally();
  readonly #onNote: (text: string) => void;
  #count: number;

  /** @param count how often somebody was missing in earlier lives */
  constructor(count: number, onNote: (text: string) => void) {
    this.#count = count;
    this.#onNote = onNote;
  }

  /** How often somebody was missing from an exchange. */
  get count(): number {
    return this.#count;
  }

  /** An exchange was mixed without some: told the first, the second, the fourth, the eighth time… */
  missed(stamp: Stamp, sources: readonly AgentId[]): void {
    this.#count += sources.length;
    for (const source of sources) {
      const who = `agent ${source}`;
      if (!this.#tally.add(who)) continue;
      const times = this.#tally.counts[who]!;
      this.#onNote(
        `mixed without ${who} in round ${roundOf(stamp)}${times > 1 ? ` (${times} times)` : ""}`,
      );
    }
  }
}
