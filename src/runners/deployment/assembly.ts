// What peers do before they set out: those that would go on without each other wait until all are there, and
// all say whom they wait for.
import { setTimeout as sleep } from "node:timers/promises";
import type { AgentId } from "../../topology/topology.ts";

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

/** How long a peer is silent about neighbours that are not there, in ms. */
const silentMs = 10_000;

/** Says once that neighbours are not there yet, if they are not by then. */
export async function sayIfLate(
  areLinked: Promise<unknown>,
  interrupt: AbortSignal,
  say: () => void,
  afterMs = silentMs,
): Promise<void> {
  const ending = new AbortController();
  void areLinked.then(() => ending.abort());
  const signal = AbortSignal.any([interrupt, ending.signal]);
  await sleep(afterMs, undefined, { signal, ref: false }).then(say, () => {});
}

/**
 * "waits for agent 1, which dials; agent 3": the neighbours that are not linked. Of two the lower number
 * dials.
 */
export function awaitedText(
  id: AgentId,
  neighbours: readonly AgentId[],
  linked: readonly AgentId[],
): string {
  const awaited = neighbours.filter((other) => !linked.includes(other)).sort((a, b) => a - b);
  const told = awaited.map((other) => `agent ${other}${other < id ? ", which dials" : ""}`);
  return `waits for ${told.join("; ")}`;
}
