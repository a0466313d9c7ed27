// Time that passes by itself.
import type { Cancel, Clock } from "../clock.ts";

/** The longest delay that the system takes; what is later comes then, and waits again. */
const longestMs = 2 ** 31 - 1;

/** A clock that began when it was made. */
export class RealClock implements Clock {
  readonly #began = performance.now();

  now(): number {
    return performance.now() - this.#began;
  }

  after(delayMs: number, act: () => void): Cancel {
    if (delayMs === Number.POSITIVE_INFINITY) return () => {};
    let timer: NodeJS.Timeout;
    const wait = (rest: number) => {
      const part = Math.min(rest, longestMs);
      timer = setTimeout(() => (rest > part ? wait(rest - part) : act()), part);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  }
}
