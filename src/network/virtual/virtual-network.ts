// All peers' networks in one place: packets travel over links, in virtual time.
import { assert } from "../../error.ts";
import type { Rng } from "../../math/random.ts";
import type { AgentId } from "../../topology/topology.ts";
import type { Link } from "../link.ts";
import type { Network, Packet, PacketHandler } from "../network.ts";
import { type VirtualClock, VirtualEvent } from "./virtual-clock.ts";

/** What a virtual network is made of. */
export interface VirtualNetworkOptions {
  readonly clock: VirtualClock;
  /** The number of peers. */
  readonly size: number;
  /** What every edge does to packets; without it they arrive at once. */
  readonly link?: Link | undefined;
  /** Root of the links' draws. */
  readonly rng: Rng;
}

/** The network of all peers of a run. */
export class VirtualNetwork {
  readonly #options: VirtualNetworkOptions;
  readonly #handlers: (PacketHandler | undefined)[];
  readonly #edges = new Map<number, EdgeState>();

  constructor(options: VirtualNetworkOptions) {
    this.#options = options;
    this.#handlers = new Array(options.size).fill(undefined);
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
    assert(to >= 0 && to < this.#options.size && to !== from, `${to} is another peer than ${from}`);
    const { clock } = this.#options;
    for (const time of this.#arrivals(from, to, packet))
      clock.schedule(new Arrival(time, this.#handlers, from, to, packet));
  }

  #arrivals(from: AgentId, to: AgentId, packet: Packet): readonly number[] {
    const { clock, link } = this.#options;
    if (link === undefined) return [clock.now()];
    const edge = this.#edge(link, from, to);
    const rng = edge.rng.fork(edge.sequence++);
    const { arrivals, state } = link.carry(packet, clock.now(), edge.state, rng);
    edge.state = state;
    return arrivals;
  }

  #edge(link: Link, from: AgentId, to: AgentId): EdgeState {
    const { size, rng } = this.#options;
    const key = from * size + to;
    let edge = this.#edges.get(key);
    if (edge === undefined) {
      edge = { rng: rng.fork(from, to), state: link.init({ from, to }), sequence: 0 };
      this.#edges.set(key, edge);
    }
    return edge;
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

/** What one edge remembers. */
interface EdgeState {
  readonly rng: Rng;
  state: unknown;
  sequence: number;
}
