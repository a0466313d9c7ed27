// What peers do before they set out that would go on without each other: wait until all are there.
import { setTimeout as sleep } from "node:timers/promises";

/** How long they wait. */
const assemblyMs = 30_000;

/** Resolves once all are linked, or it is late, or the run is interrupted. */
export async function assembled(areLinked: Promise<unknown>, interrupt: AbortSignal): Promise<void> {
  const ending = new AbortController();
  const signal = AbortSignal.any([interrupt, ending.signal]);
  const late = sleep(assemblyMs, undefined, { signal }).catch(() => {});
  await Promise.race([areLinked, late]);
  ending.abort();
}
