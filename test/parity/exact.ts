// Which scenarios lockstep and a network must agree on.
import type { Experiment } from "../../src/scenario/experiment.ts";

/** Whether nothing is lost, old, late, made up or away: then lockstep has the bits of every network. */
export function isExact({ network, missing }: Experiment): boolean {
  if (network === undefined) return true;
  const { mode, patience, lies, membership } = network;
  const waits = mode.kind === "synchronous" && patience === Number.POSITIVE_INFINITY;
  return waits && missing.isMemoryless && lies.size === 0 && !membership.hasChanges;
}
