// How far a peer is from what it hears, as its operator sees it.
import type { Message } from "../../mixing/mixing.ts";
import { seconds } from "../clock.ts";

/** How often it is computed. */
const everySeconds = 1;

/** The root mean square of what a mix changed: 0 where all neighbours agree. */
export class Disagreement {
  #value: number | undefined;
  #noted = Number.NEGATIVE_INFINITY;

  /** The last value; undefined before the first mix. */
  get value(): number | undefined {
    return this.#value;
  }

  /** A mix: the agent's own part, and what became of it. Most are passed over. */
  note(own: Message, mixed: Message): void {
    if (seconds() - this.#noted < everySeconds) return;
    this.#noted = seconds();
    let sum = 0;
    let count = 0;
    for (const name in mixed) {
      const before = own[name]!;
      mixed[name]!.forEach((value, k) => {
        sum += (value - before[k]!) ** 2;
      });
      count += before.length;
    }
    this.#value = Math.sqrt(sum / Math.max(1, count));
  }
}
