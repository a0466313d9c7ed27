// The only place of the runners that knows the real time.
import { setTimeout as sleep } from "node:timers/promises";

/** Seconds on a clock that only moves forward. */
export function seconds(): number {
  return performance.now() / 1000;
}

/** Lets timers, signals and streams have their turn. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits for some seconds, or until the signal. */
export async function rest(duration: number, signal: AbortSignal): Promise<void> {
  await sleep(1000 * duration, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Resolves with the signal. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The time of day, in UTC, for logs. */
export function timeOfDay(): string {
  return new Date().toISOString();
}
