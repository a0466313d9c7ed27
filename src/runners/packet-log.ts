// The first packets of a run, one by one: packets.csv, from which the report draws who spoke when.
import type { Codec } from "../network/codec.ts";
import { exchangeOf, roundOf } from "../network/frame.ts";
import type { Packet } from "../network/network.ts";
import type { AgentId } from "../topology/topology.ts";

/** Packets are logged until there are so many, */
const mostPackets = 4000;

/** and only those between the first agents. */
const mostAgents = 32;

/** The log of a run's first packets. */
export class PacketLog {
  readonly #codec: Codec;
  readonly #lines = ["sent_ms,arrived_ms,from,to,round,exchange,message,bytes"];

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** Logs a packet: a line for each arrival, or one without where it is lost. */
  sent(from: AgentId, to: AgentId, packet: Packet, now: number, arrivals: readonly number[]): void {
    if (this.#lines.length > mostPackets || from >= mostAgents || to >= mostAgents) return;
    const frame = this.#codec.decode(packet);
    if (typeof frame === "string") return;
    // 0 in a bare confirmation.
    const message = frame.message === undefined ? 0 : 1;
    const what = [from, to, roundOf(frame.stamp), exchangeOf(frame.stamp), message, packet.length];
    const times = arrivals.length === 0 ? [""] : arrivals;
    for (const arrived of times) this.#lines.push([now, arrived, ...what].join(","));
  }

  table(): string {
    return `${this.#lines.join("\n")}\n`;
  }
}
