// All peers' networks in one place: packets travel over links, in virtual time.
import { assert } from "../../error.ts";
import type { Rng } from "../../math/random.ts";
import type { AgentId } from "../../topology/topology.ts";
import type { PlacedLink } from "../link.ts";
import type { Network, Packet, PacketHandler } from "../network.ts";
import { Passage } from "./passage.ts";
import { type VirtualClock, VirtualEvent } from "./virtual-clock.ts";

/** Told of a packet that is sent: when it arrives, in ms, is known at once. */
export type SendObserver = (
  from: AgentId,
  to: AgentId,
  packet: Packet,
  arrivals: readonly number[],
) => void;

/** What a virtual network is made of. */
export interface VirtualNetworkOptions {
  readonly clock: VirtualClock;
  /** The number of peers. */
  readonly size: number;
  /** What every edge does to packets; without links they arrive at once. */
  readonly links: readonly PlacedLink[];
  /** Root of the links' draws. */
  readonly rng: Rng;
  readonly onSend?: SendObserver;
}

/** The network of all peers of a run. */
export class VirtualNetwork {
  readonly #options: VirtualNetworkOptions;
  readonly #handlers: (PacketHandler | undefined)[];
  readonly #passage: Passage;

  constructor(options: VirtualNetworkOptions) {
    const { links, size, rng } = options;
    this.#options = options;
    this.#handlers = new Array(size).fill(undefined);
    this.#passage = new Passage(links, size, rng);
  }

  /** The network as one peer sees it. */
  of(agent: AgentId): Network {
    let open = true;
    return {
      send: (to, packet) => {
        if (open) this.#send(agent, to, packet);
      },
      onPacket: (handle) => {
        this.#handlers[agent] = handle;
      },
      close: () => {
        open = false;
        this.#handlers[agent] = undefined;
      },
    };
  }

  #send(from: AgentId, to: AgentId, packet: Packet): void {
    const { clock, size, onSend } = this.#options;
    assert(to >= 0 && to < size && to !== from, `${to} is another peer than ${from}`);
    const arrivals = this.#passage.carry(from, to, packet, clock.now());
    for (const time of arrivals) clock.schedule(new Arrival(time, this.#handlers, from, to, packet));
    onSend?.(from, to, packet, arrivals);
  }
}

/** A packet that reaches its end. */
class Arrival extends VirtualEvent {
  readonly handlers: readonly (PacketHandler | undefined)[];
  readonly from: AgentId;
  readonly to: AgentId;
  readonly packet: Packet;

  constructor(time: number, handlers: Arrival["handlers"], from: AgentId, to: AgentId, packet: Packet) {
    super(time);
    this.handlers = handlers;
    this.from = from;
    this.to = to;
    this.packet = packet;
  }

  happen(): void {
    this.handlers[this.to]?.(this.from, this.packet);
  }
}
