// What a peer sends: its part of an exchange to each listener that has credit, and bare confirmations.
import type { Mixer, Occasion, Parcel } from "../mixing/missing/missing.ts";
import type { Message, Weights } from "../mixing/mixing.ts";
import type { Codec } from "../network/codec.ts";
import type { Stamp } from "../network/frame.ts";
import type { Lie } from "../network/lie.ts";
import type { Network, Packet } from "../network/network.ts";
import type { AgentId } from "../topology/topology.ts";
import type { Neighbour } from "./neighbour.ts";
import type { Kept, Retention } from "./retention.ts";

/** What an outbox is made of. */
export interface OutboxOptions {
  readonly id: AgentId;
  readonly codec: Codec;
  readonly network: Network;
  readonly mixer: Mixer;
  /** What an agent that lies tells in place of the truth. */
  readonly lie?: Lie | undefined;
  readonly neighbours: ReadonlyMap<AgentId, Neighbour>;
  /** Whether a listener must confirm all frames but one before it is sent the next. */
  readonly needsCredit: boolean;
  /** Frames that may be asked for again; nothing is kept without it. */
  readonly retention?: Retention | undefined;
}

/** What a peer has sent so far. */
export interface Sent {
  /** Frames with a message. */
  messages: number;
  /** 8 per number in them. */
  bytes: number;
  /** All bytes handed to the network, headers and confirmations too. */
  wireBytes: number;
}

const nobody: readonly AgentId[] = [];

/** One agent's outgoing mail. */
export class Outbox {
  readonly sent: Sent = { messages: 0, bytes: 0, wireBytes: 0 };
  readonly #options: OutboxOptions;
  #occasion: Occasion | undefined;
  /** The frame of the exchange, where all listeners get the same. */
  #packet: Packet | undefined;
  /** Listeners that have two frames to confirm before they are sent this one. */
  #withheld = nobody;
  /** What listeners that came back are still to be sent again. */
  readonly #again = new Map<AgentId, Kept[]>();
  /** The newest round that this agent can come back to; −1 where there is none. */
  durable = -1;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Sends an exchange's part to all listeners that have credit. */
  post(occasion: Occasion, listeners: readonly AgentId[]): void {
    this.#occasion = occasion;
    this.#packet = undefined;
    this.#withheld = listeners;
    this.flush();
  }

  /** Whether all listeners were sent the part of the exchange. */
  get isEmpty(): boolean {
    return this.#withheld.length === 0;
  }

  /** Sends to all who have not got it and have credit. */
  flush(): void {
    const { neighbours, needsCredit } = this.#options;
    for (const listener of this.#again.keys()) this.#repeat(listener);
    let waiting = nobody;
    for (const listener of this.#withheld) {
      const neighbour = neighbours.get(listener)!;
      const mustWait = this.#again.has(listener) || (needsCredit && !neighbour.hasCredit);
      if (mustWait) waiting = [...waiting, listener];
      else {
        const { stamp, message } = this.#occasion!;
        const packet = this.#packetFor(listener);
        neighbour.sent(stamp);
        this.#options.retention?.keep(listener, { stamp, packet });
        this.#send(listener, packet);
        this.sent.messages++;
        this.sent.bytes += bytesIn(message);
      }
    }
    this.#withheld = waiting;
  }

  /** Has a listener that begins again with an exchange sent all since, in order, as it has credit. */
  repeat(listener: AgentId, from: Stamp): void {
    const frames = this.#options.retention?.since(listener, from) ?? [];
    if (frames.length > 0) this.#again.set(listener, [...frames]);
    this.flush();
  }

  /** Tells everybody that this agent has crashed and begins again with an exchange. */
  announceReturn(stamp: Stamp): void {
    const { id, codec, neighbours } = this.#options;
    const { durable } = this;
    const packet = codec.encode({ sender: id, stamp, durable, message: undefined, returns: true });
    for (const neighbour of neighbours.keys()) {
      this.#send(neighbour, packet);
      this.repeat(neighbour, -1);
    }
  }

  /** Sends frames again as far as there is credit. Only wire bytes count: these messages were counted. */
  #repeat(listener: AgentId): void {
    const frames = this.#again.get(listener)!;
    const neighbour = this.#options.neighbours.get(listener)!;
    while (frames.length > 0 && (!this.#options.needsCredit || neighbour.hasCredit)) {
      const { stamp, packet } = frames.shift()!;
      neighbour.sent(stamp);
      this.#send(listener, packet);
    }
    if (frames.length === 0) this.#again.delete(listener);
  }

  /** Gives up what listeners that have no credit have not confirmed, and sends. */
  writeOff(): void {
    for (const listener of this.#withheld) this.#options.neighbours.get(listener)!.writeOff();
    this.flush();
  }

  /** Tells sources that are not sent this exchange's part that the exchanges before `stamp` are done. */
  confirm(stamp: Stamp, sources: readonly AgentId[]): void {
    const { mixer } = this.#options;
    let packet: Packet | undefined;
    for (const source of sources) {
      const numbers = mixer.confirmationFor?.(source);
      if (numbers !== undefined || packet === undefined)
        packet = this.#encoded({ stamp, message: undefined, numbers });
      this.#send(source, packet);
    }
  }

  #packetFor(listener: AgentId): Packet {
    const { mixer, lie } = this.#options;
    const occasion = this.#occasion!;
    if (mixer.parcelFor === undefined && lie === undefined) {
      const { stamp, message } = occasion;
      return (this.#packet ??= this.#encoded({ stamp, message, numbers: undefined }));
    }
    const parcel = mixer.parcelFor?.(occasion, listener) ?? { ...occasion, numbers: undefined };
    const message = lie?.told(parcel.message!, occasion.stamp, listener) ?? parcel.message;
    return this.#encoded({ ...parcel, message });
  }

  #encoded({ stamp, message, numbers }: Parcel): Packet {
    const { id, codec } = this.#options;
    const { durable } = this;
    return codec.encode({ sender: id, stamp, durable, message, ...(numbers && { numbers }) });
  }

  #send(to: AgentId, packet: Packet): void {
    this.#options.network.send(to, packet);
    this.sent.wireBytes += packet.length;
  }
}

/** 8 per number. */
function bytesIn(message: Message): number {
  let numbers = 0;
  for (const name in message) numbers += message[name]!.length;
  return 8 * numbers;
}

/** Half of what an agent has to itself, half to one other. */
export function halves(agent: AgentId, partner: AgentId): Weights {
  const agents = agent < partner ? [agent, partner] : [partner, agent];
  return { agents: Int32Array.from(agents), weights: Float64Array.of(0.5, 0.5) };
}
