// Virtual time: a queue of what happens next. Time does not pass, it jumps from one event to the next.
import TinyQueue from "tinyqueue";
import { assert } from "../../error.ts";
import type { Cancel, Clock } from "../clock.ts";

/** Something that is to happen; `act` is taken away where it was cancelled. */
interface Event {
  readonly time: number;
  readonly order: number;
  act: (() => void) | undefined;
}

/** Earlier first; at one time, whatever was scheduled first: ties are never left to chance. */
function earlier(a: Event, b: Event): number {
  return a.time - b.time || a.order - b.order;
}

/** A clock that moves when `step` is called. */
export class VirtualClock implements Clock {
  readonly #events = new TinyQueue<Event>([], earlier);
  #now = 0;
  #scheduled = 0;

  now(): number {
    return this.#now;
  }

  after(delayMs: number, act: () => void): Cancel {
    const event = this.#schedule(this.#now + delayMs, act);
    return () => {
      event.act = undefined;
    };
  }

  /** Calls `act` at a time that has not passed. */
  at(time: number, act: () => void): void {
    this.#schedule(time, act);
  }

  #schedule(time: number, act: () => void): Event {
    if (!(time >= this.#now)) assert(false, `${time} ms is not before ${this.#now} ms`);
    const event: Event = { time, order: this.#scheduled++, act };
    if (time < Number.POSITIVE_INFINITY) this.#events.push(event);
    return event;
  }

  /** Moves to the next event and lets it happen; false where nothing is left. */
  step(): boolean {
    const event = this.#events.pop();
    if (event === undefined) return false;
    if (event.act === undefined) return true;
    this.#now = event.time;
    event.act();
    return true;
  }
}
