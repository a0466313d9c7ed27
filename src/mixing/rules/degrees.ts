// Degrees of a topology, counted once per step.
import type { Topology } from "../../topology/topology.ts";

/** How many agents each agent hears at `step`: N counts, itself excluded. */
export function inDegrees(topology: Topology, step: number): Int32Array {
  return Int32Array.from({ length: topology.size }, (_, agent) => topology.hears(agent, step).length);
}

/** How many agents hear each agent at `step`: N counts, itself excluded. */
export function outDegrees(topology: Topology, step: number): Int32Array {
  return Int32Array.from({ length: topology.size }, (_, agent) => topology.isHeardBy(agent, step).length);
}
