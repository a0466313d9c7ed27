// Virtual time: a queue of what happens next. Time does not pass, it jumps from one event to the next.
import TinyQueue from "tinyqueue";
import { assert } from "../../error.ts";
import type { Cancel, Clock } from "../clock.ts";

/** Something that happens once, at its time. */
export abstract class VirtualEvent {
  readonly time: number;
  /** Set by the clock: events of one time happen in the order they were scheduled. */
  order = 0;

  constructor(time: number) {
    this.time = time;
  }

  abstract happen(): void;
}

/** A clock that moves when `step` is called. */
export class VirtualClock implements Clock {
  readonly #events = new TinyQueue<VirtualEvent>([], (a, b) => a.time - b.time || a.order - b.order);
  #now = 0;
  #scheduled = 0;

  now(): number {
    return this.#now;
  }

  after(delayMs: number, act: () => void): Cancel {
    const timer = new Timer(this.#now + delayMs, act);
    this.schedule(timer);
    return () => timer.cancel();
  }

  /** Lets an event happen at its time, which has not passed; infinite times never come. */
  schedule(event: VirtualEvent): void {
    if (!(event.time >= this.#now)) assert(false, `${event.time} ms is not before ${this.#now} ms`);
    event.order = this.#scheduled++;
    if (event.time < Number.POSITIVE_INFINITY) this.#events.push(event);
  }

  /** Moves to the next event and lets it happen; false where nothing is left. */
  step(): boolean {
    let event = this.#events.pop();
    while (event instanceof Timer && event.isCancelled) event = this.#events.pop();
    if (event === undefined) return false;
    this.#now = event.time;
    event.happen();
    return true;
  }
}

/** A call that can be taken back. */
class Timer extends VirtualEvent {
  #act: (() => void) | undefined;

  constructor(time: number, act: () => void) {
    super(time);
    this.#act = act;
  }

  get isCancelled(): boolean {
    return this.#act === undefined;
  }

  cancel(): void {
    this.#act = undefined;
  }

  happen(): void {
    this.#act?.();
  }
}
