import type { AnyKind } from "../kind.ts";
import type { Rng } from "../math/random.ts";
import type { AgentId, Topology } from "../topology/topology.ts";
import type { Packet } from "./network.ts";

/** A directed edge of the network. */
export interface Edge {
  readonly from: AgentId;
  readonly to: AgentId;
}

/** All edges of a topology, at any step; those of several steps come again. */
export function* directedEdges(topology: Topology): Iterable<Edge> {
  for (let step = 0; step < topology.period; step++) {
    for (let to = 0; to < topology.size; to++)
      for (const from of topology.hears(to, step)) yield { from, to };
  }
}

/** What became of a packet. */
export interface Carried<L> {
  /** When it arrives, in ms, each ≥ the time it was sent; none if it is lost, several if it is doubled. */
  readonly arrivals: readonly number[];
  readonly state: L;
}

/** What the network does to packets on their way: a pure rule with its own state `L` for every edge. */
export interface Link<L = unknown> {
  /** Whether it may lose packets; unless told, every packet arrives. */
  readonly isLossy?: boolean;
  /** The state of an edge that has carried nothing. */
  init(edge: Edge): L;
  /**
   * Carries one packet that is sent at `now` (ms).
   * @param rng a stream of this edge and packet alone, addressed by (seed, from, to, sequence)
   */
  carry(packet: Packet, now: number, state: L, rng: Rng): Carried<L>;
}

/**
 * The places that links take on the way of a packet, in the order in which it passes them: it queues at its
 * sender's uplink, which all edges of the sender share; then for the edge's own bandwidth; it may get lost
 * there; it may be doubled, and the copies go on alone; it travels, for a latency and a jitter; in the end
 * it may have to wait for others, or let them pass.
 */
export const places = ["uplink", "bandwidth", "loss", "duplication", "latency", "jitter", "order"] as const;

export type Place = (typeof places)[number];

/** The one place whose state belongs to the sender rather than to an edge: `init` gets {from, to: from}. */
export const sharedPlace = "uplink" satisfies Place;

/** A link at its place. */
export interface PlacedLink {
  readonly place: Place;
  readonly link: Link;
}

/** What a link kind gets beside its own options. */
export interface LinkContext {
  readonly topology: Topology;
  /** Bytes of a file that an option names. */
  file(path: string): Uint8Array;
}

/** A kind of link, and where it may stand. */
export interface LinkKind extends AnyKind<LinkContext, Link> {
  readonly places: readonly Place[];
}
