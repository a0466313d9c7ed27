// The only place of the runners that knows the real time.

/** Seconds on a clock that only moves forward. */
export function seconds(): number {
  return performance.now() / 1000;
}

/** Lets timers, signals and streams have their turn. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
