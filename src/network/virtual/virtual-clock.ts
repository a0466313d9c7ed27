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
  /** What happens later, and what was scheduled for now before now came. */
  readonly #events = new TinyQueue<VirtualEvent>([], (a, b) => a.time - b.time || a.order - b.order);
  /** What was scheduled for now since, in its order: it needs no heap, and comes after all of the heap's. */
  readonly #present = new Fifo<VirtualEvent>();
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
    if (event.time === this.#now) this.#present.push(event);
    else if (event.time < Number.POSITIVE_INFINITY) this.#events.push(event);
  }

  /** Moves to the next event and lets it happen; false where nothing is left. */
  step(): boolean {
    let event = this.#next();
    while (event instanceof Timer && event.isCancelled) event = this.#next();
    if (event === undefined) return false;
    this.#now = event.time;
    event.happen();
    return true;
  }

  #next(): VirtualEvent | undefined {
    const isDue = this.#events.peek()?.time === this.#now;
    return isDue ? this.#events.pop() : (this.#present.shift() ?? this.#events.pop());
  }
}

/** First in, first out. */
class Fifo<T> {
  #items: T[] = [];
  #taken = 0;

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.#taken === this.#items.length) return undefined;
    const item = this.#items[this.#taken]!;
    this.#items[this.#taken++] = undefined as T;
    // What was taken is dropped once it is half of all: constant time in the mean.
    if (2 * this.#taken > this.#items.length && this.#taken > 64) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return item;
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
