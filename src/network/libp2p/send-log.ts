// What was sent to one neighbour and may have to be sent again: after a connection was lost, or after the
// neighbour has come back from its checkpoint.
import { type Stamp, stampOf } from "../frame.ts";
import type { Packet } from "../network.ts";

interface Entry {
  readonly stamp: Stamp;
  readonly packet: Packet;
}

/** Packets that a neighbour has not confirmed: it keeps no more than two. */
const mostUnconfirmed = 2;

/** Most bytes kept for a neighbour that does not confirm; the oldest go first. */
export const mostBytes = { confirming: 2 ** 26, other: 2 ** 20 };

/** How much is kept. */
export interface Keeping {
  /** Whether neighbours confirm all frames, and take no more than two at a time. */
  readonly confirms: boolean;
  /** Whether a neighbour may come back from its checkpoint and ask again. */
  readonly forRestart: boolean;
}

/** The frames for one neighbour, in the order of their exchanges. */
export class SendLog {
  readonly #keeping: Keeping;
  readonly #mostBytes: number;
  #entries: Entry[] = [];
  /** The first entry that this connection has not carried. */
  #next = 0;
  #position: Stamp = 0;
  #durable = -1;
  #bytes = 0;
  /** Whether what the neighbour may need has gone since it last said where it is. */
  #hasForgotten = false;

  constructor(keeping: Keeping) {
    this.#keeping = keeping;
    this.#mostBytes = keeping.confirms ? mostBytes.confirming : mostBytes.other;
  }

  /** The exchange the neighbour is at, as far as is known. */
  get position(): Stamp {
    return this.#position;
  }

  /** The newest round that the neighbour can come back to, as far as is known; −1 where there is none. */
  get durable(): number {
    return this.#durable;
  }

  /** Bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The packets kept. */
  get packets(): readonly Packet[] {
    return this.#entries.map(({ packet }) => packet);
  }

  /**
   * Keeps a packet. Where older ones that the neighbour may need have to go, it answers, once in a
   * connection or outage, the exchange of the oldest that is left: to before it nobody can come back.
   */
  append(stamp: Stamp, packet: Packet): Stamp | undefined {
    this.#entries.push({ stamp, packet });
    this.#bytes += packet.length;
    let gone = 0;
    for (let bytes = this.#bytes; bytes > this.#mostBytes && gone < this.#entries.length - 1; gone++)
      bytes -= this.#entries[gone]!.packet.length;
    this.#drop(gone);
    if (gone === 0 || this.#hasForgotten || !this.#keeping.confirms) return undefined;
    this.#hasForgotten = true;
    return this.#entries[0]!.stamp;
  }

  /** The neighbour is at `stamp` and can come back to the end of round `durable`. */
  isAt(stamp: Stamp, durable: number): void {
    this.#position = Math.max(this.#position, stamp);
    this.#durable = Math.max(this.#durable, durable);
    this.#trim();
  }

  /** A new connection: the neighbour, perhaps come back from a crash, needs the frames from `at` on. */
  restart(at: Stamp, durable: number): void {
    this.#position = at;
    this.#hasForgotten = false;
    this.#durable = Math.max(this.#durable, durable);
    this.#next = 0;
    this.#trim();
  }

  /** The next packet that is to be sent now; undefined where there is none yet. */
  take(): Packet | undefined {
    while (this.#next < this.#entries.length) {
      const { stamp, packet } = this.#entries[this.#next]!;
      if (stamp >= this.#position) {
        // Those who wait for each other send no more by themselves; but one that has come back is further
        // behind than they know.
        if (this.#keeping.confirms && this.#unconfirmed() >= mostUnconfirmed) return undefined;
        this.#next++;
        return packet;
      }
      // The neighbour is past it.
      this.#next++;
    }
    return undefined;
  }

  /** Entries that this connection has carried and the neighbour is not past. */
  #unconfirmed(): number {
    let count = 0;
    while (count < this.#next && this.#entries[this.#next - 1 - count]!.stamp >= this.#position) count++;
    return count;
  }

  #trim(): void {
    const restart = this.#keeping.forRestart ? stampOf(this.#durable + 1, 0) : this.#position;
    const needed = Math.min(this.#position, restart);
    let gone = 0;
    while (gone < this.#entries.length && this.#entries[gone]!.stamp < needed) gone++;
    this.#drop(gone);
  }

  /** Forgets the oldest. */
  #drop(count: number): void {
    if (count === 0) return;
    for (const { packet } of this.#entries.splice(0, count)) this.#bytes -= packet.length;
    this.#next = Math.max(0, this.#next - count);
  }
}
