// Frames that were sent and may be asked for again: a listener that crashes comes back at its newest durable
// round and needs all that was sent to it since.
import { roundOf, type Stamp } from "../network/frame.ts";
import type { Packet } from "../network/network.ts";
import type { AgentId } from "../topology/topology.ts";

/** A frame that was sent. */
export interface Kept {
  readonly stamp: Stamp;
  readonly packet: Packet;
}

/** What is kept for each listener, oldest first. */
export class Retention {
  readonly #kept = new Map<AgentId, Kept[]>();

  constructor(kept: ReadonlyMap<AgentId, readonly Kept[]> = new Map()) {
    for (const [listener, list] of kept) this.#kept.set(listener, [...list]);
  }

  /** Keeps a frame, in place of one of the same exchange. */
  keep(listener: AgentId, frame: Kept): void {
    const list = (this.#kept.get(listener) ?? []).filter(({ stamp }) => stamp !== frame.stamp);
    list.push(frame);
    this.#kept.set(listener, list);
  }

  /** The listener can come back to the end of a round: what was sent for it and before is not needed. */
  release(listener: AgentId, durable: number): void {
    const list = this.#kept.get(listener);
    const needed = list?.findIndex(({ stamp }) => roundOf(stamp) > durable) ?? 0;
    if (needed !== 0) list!.splice(0, needed < 0 ? list!.length : needed);
  }

  /** What the listener needs that begins anew with an exchange. */
  since(listener: AgentId, from: Stamp): readonly Kept[] {
    return (this.#kept.get(listener) ?? []).filter(({ stamp }) => stamp >= from);
  }

  /** All of it, to be saved. */
  snapshot(): ReadonlyMap<AgentId, readonly Kept[]> {
    return new Map(Array.from(this.#kept, ([listener, list]) => [listener, [...list]]));
  }
}
