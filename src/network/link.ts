import type { Rng } from "../math/random.ts";
import type { AgentId } from "../topology/topology.ts";
import type { Packet } from "./network.ts";

/** A directed edge of the network. */
export interface Edge {
  readonly from: AgentId;
  readonly to: AgentId;
}

/** What became of a packet. */
export interface Carried<L> {
  /** When it arrives, in ms, each ≥ the time it was sent; none if it is lost, several if it is doubled. */
  readonly arrivals: readonly number[];
  readonly state: L;
}

/** What the network does to packets on their way: a pure rule with its own state `L` for every edge. */
export interface Link<L = unknown> {
  /** The state of an edge that has carried nothing. */
  init(edge: Edge): L;
  /**
   * Carries one packet that is sent at `now` (ms).
   * @param rng a stream of this edge and packet alone, addressed by (seed, from, to, sequence)
   */
  carry(packet: Packet, now: number, state: L, rng: Rng): Carried<L>;
}
