// What one peer and its neighbours tell each other: one exchange at a time, sent, collected, averaged.
//
// A frame also says how far its sender has come, which confirms what it was sent before; whoever was heard
// and does not listen gets a bare confirmation. A listener is sent a frame once it has confirmed all but one
// of those before, so that nobody ever holds more than two frames of a source.
import type { ArenaRows } from "../math/arrays.ts";
import { average } from "../mixing/average.ts";
import type { Message, Mixing } from "../mixing/mixing.ts";
import type { Codec, FrameFault } from "../network/codec.ts";
import type { Frame, Stamp } from "../network/frame.ts";
import type { Network, Packet } from "../network/network.ts";
import type { AgentId } from "../topology/topology.ts";
import { Neighbour, type Refusal } from "./neighbour.ts";
import { Neighbourhood, type Surroundings } from "./neighbourhood.ts";

/** What a conversation is made of. */
export interface ConversationOptions {
  readonly id: AgentId;
  /** Only the agent's own edges and weights are read. */
  readonly mixing: Mixing;
  readonly arrays: ArenaRows;
  readonly codec: Codec;
  readonly network: Network;
}

/** Why a packet was dropped. */
export type Rejection =
  | FrameFault
  | Refusal
  | "another sender"
  | "off the graph"
  | "late"
  | "another shape";

/** What a peer has sent so far. */
export interface Sent {
  /** Frames with a message. */
  messages: number;
  /** 8 per number in them. */
  bytes: number;
  /** All bytes handed to the network, headers and confirmations too. */
  wireBytes: number;
}

/** An exchange that is not done. */
interface OpenExchange {
  readonly stamp: Stamp;
  readonly around: Surroundings;
  /** The agent's own part. */
  readonly message: Message;
  readonly packet: Packet;
  /** How many sources have not come. */
  awaited: number;
  /** Listeners that have two frames to confirm before they are sent this one. */
  withheld: readonly AgentId[];
}

const nobody: readonly AgentId[] = [];

/** One agent's end of all its edges. */
export class Conversation {
  readonly sent: Sent = { messages: 0, bytes: 0, wireBytes: 0 };
  /** Packets dropped, by reason. */
  readonly rejected: Partial<Record<Rejection, number>> = {};
  readonly #options: ConversationOptions;
  readonly #neighbourhood: Neighbourhood;
  readonly #neighbours: ReadonlyMap<AgentId, Neighbour>;
  #open: OpenExchange | undefined;
  /** The last exchange that is done. */
  #done: Stamp = -1;
  /** Whom the last exchange heard: they are owed a confirmation. */
  #owed: readonly AgentId[] = [];

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#neighbourhood = new Neighbourhood(options.mixing, options.id);
    const everyone = [...this.#neighbourhood.everyone()];
    this.#neighbours = new Map(everyone.map((neighbour) => [neighbour, new Neighbour()]));
  }

  /** Begins the exchange of `step`: sends, and counts who has come already. */
  begin(stamp: Stamp, step: number, message: Message): void {
    const { id, codec } = this.#options;
    const around = this.#neighbourhood.at(step);
    const packet = codec.encode({ sender: id, stamp, durable: -1, message });
    const open = { stamp, around, message, packet, awaited: 0, withheld: around.listeners };
    this.#open = open;
    this.#sendWithheld(open);
    this.#confirm(open);
    for (const source of around.sources) if (!this.#hasCome(source, open)) open.awaited++;
  }

  /** Whether an exchange has begun, all sources have come, and all listeners were sent its frame. */
  get isComplete(): boolean {
    return this.#open !== undefined && this.#open.awaited === 0 && this.#open.withheld.length === 0;
  }

  /** Ends a complete exchange: Σ w·x over the agent and its sources, in ascending id. */
  end(): Message {
    const { stamp, around } = this.#open!;
    const mixed = this.#averaged(this.#open!);
    for (const source of around.sources) this.#neighbours.get(source)!.forget(stamp);
    this.#owed = around.sources;
    this.#done = stamp;
    this.#open = undefined;
    return mixed;
  }

  /** Takes what the network brings, whatever it is; answers why it was dropped, if it was. */
  receive(from: AgentId, packet: Packet): Rejection | undefined {
    const frame = this.#options.codec.decode(packet);
    const rejection = typeof frame === "string" ? frame : this.#accept(from, frame);
    if (rejection !== undefined) this.#reject(rejection);
    else if (this.#open !== undefined && this.#open.withheld.length > 0) this.#sendWithheld(this.#open);
    return rejection;
  }

  #accept(from: AgentId, frame: Frame): Rejection | undefined {
    if (frame.sender !== from) return "another sender";
    const neighbour = this.#neighbours.get(from);
    if (neighbour === undefined) return "off the graph";
    neighbour.isAt(frame.stamp);
    if (frame.message === undefined) return undefined;
    if (frame.stamp <= this.#done) return "late";
    const refusal = neighbour.hold(frame);
    if (refusal !== undefined) return refusal;
    const open = this.#open;
    if (open?.stamp === frame.stamp && open.around.hears(from) && this.#hasCome(from, open)) open.awaited--;
    return undefined;
  }

  /** Whether a source's frame of the exchange is here, and is what all agents mix. */
  #hasCome(source: AgentId, { stamp, message }: OpenExchange): boolean {
    const neighbour = this.#neighbours.get(source)!;
    const frame = neighbour.frameOf(stamp);
    if (frame === undefined) return false;
    if (areAlike(frame.message!, message)) return true;
    neighbour.forget(stamp);
    this.#reject("another shape");
    return false;
  }

  #averaged({ stamp, around, message }: OpenExchange): Message {
    const { id, arrays } = this.#options;
    const { agents } = around.weights;
    const mixed: Record<string, Float64Array> = {};
    for (const name in message) {
      const own = message[name]!;
      const rows: Float64Array[] = [];
      for (const agent of agents) {
        rows.push(agent === id ? own : this.#neighbours.get(agent)!.frameOf(stamp)!.message![name]!);
      }
      average(around.weights, rows, (mixed[name] = arrays.take(own.length)));
    }
    return mixed;
  }

  /** Sends the exchange's frame to all who have not got it and have credit. */
  #sendWithheld(open: OpenExchange): void {
    const { stamp, message, packet } = open;
    let waiting = nobody;
    for (const listener of open.withheld) {
      const neighbour = this.#neighbours.get(listener)!;
      if (!neighbour.hasCredit) waiting = [...waiting, listener];
      else {
        neighbour.sent(stamp);
        this.#send(listener, packet);
        this.sent.messages++;
        this.sent.bytes += bytesIn(message);
      }
    }
    open.withheld = waiting;
  }

  /** Tells those whom the last exchange heard, and who do not hear this one, that it is done. */
  #confirm({ stamp, around }: OpenExchange): void {
    const { id, codec } = this.#options;
    let packet: Packet | undefined;
    for (const source of this.#owed) {
      if (around.isHeardBy(source)) continue;
      packet ??= codec.encode({ sender: id, stamp, durable: -1, message: undefined });
      this.#send(source, packet);
    }
  }

  #send(to: AgentId, packet: Packet): void {
    this.#options.network.send(to, packet);
    this.sent.wireBytes += packet.length;
  }

  #reject(reason: Rejection): void {
    this.rejected[reason] = (this.rejected[reason] ?? 0) + 1;
  }
}

/** 8 per number. */
function bytesIn(message: Message): number {
  let numbers = 0;
  for (const name in message) numbers += message[name]!.length;
  return 8 * numbers;
}

/** Whether two messages have the same names and lengths. */
function areAlike(a: Message, b: Message): boolean {
  for (const name in b) if (a[name]?.length !== b[name]!.length) return false;
  for (const name in a) if (b[name] === undefined) return false;
  return true;
}
