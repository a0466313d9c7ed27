// One edge of the graph as one of its ends sees it: a stream that may break and come back, a log of what
// may have to be sent again, and a memory of offences.
import type { Stream } from "@libp2p/interface";
import type { AgentId } from "../../topology/topology.ts";
import { durableIn, stampIn } from "../codec.ts";
import { exchangeOf, roundOf, type Stamp } from "../frame.ts";
import type { Packet } from "../network.ts";
import { type Greeting, objectionTo, readGreeting, type Sections, writeGreeting } from "./greeting.ts";
import { banMs, isTooMany } from "./offences.ts";
import { type Keeping, mostBytes, SendLog } from "./send-log.ts";
import { Session } from "./session.ts";

/** How long a neighbour may take to say who it is. */
const greetingMs = 30_000;

/** How long a refusal may take to be sent. */
const closingMs = 1000;

/** What happens on an edge, for logs. */
export type EdgeEvent =
  | "linked"
  | "lost"
  | "refused"
  | "refused by the other side"
  | "no greeting"
  | "oversized"
  | "forgetting"
  | "dropped"
  | "disconnected";

/** Where this end of all edges stands. */
export interface Standing {
  /** The exchange it is at. */
  readonly at: Stamp;
  /** The newest round it can come back to; −1 where there is none. */
  readonly durable: number;
}

/** What an edge is made of. */
export interface EdgeOptions {
  readonly self: AgentId;
  readonly other: AgentId;
  readonly sections: Sections;
  readonly keeping: Keeping;
  /** The longest packet that is taken. */
  readonly maximumBytes: number;
  standing(): Standing;
  /** A packet that tells where this end stands, without a message. */
  confirmation(): Packet;
  /** Takes what has come; answers why it was dropped, where that is an offence. */
  onPacket(packet: Packet): string | undefined;
  /** Told that the neighbour has said where it is, or that the link is lost. */
  onNews(): void;
  onEvent(event: EdgeEvent, detail: string): void;
}

/** What it means for a neighbour that frames before `oldest` are no longer kept for it. */
function forgottenBefore(oldest: Stamp): string {
  const mebibytes = mostBytes.confirming / 2 ** 20;
  const place = `round ${roundOf(oldest)}, exchange ${exchangeOf(oldest)}`;
  return `more than ${mebibytes} MiB wait for it: it can no longer come back to before ${place}`;
}

/** An edge. */
export class Edge {
  readonly #options: EdgeOptions;
  readonly #log: SendLog;
  #session: Session | undefined;
  /** Where this end stands, while it has not been told. */
  #untold: Packet | undefined;
  #offences = 0;
  #disconnections = 0;
  #bannedUntil = 0;

  constructor(options: EdgeOptions) {
    this.#options = options;
    this.#log = new SendLog(options.keeping);
  }

  get isLinked(): boolean {
    return this.#session !== undefined;
  }

  /** The exchange the neighbour is at, as far as is known. */
  get position(): Stamp {
    return this.#log.position;
  }

  /** The newest round that the neighbour can come back to, as far as is known. */
  get durable(): number {
    return this.#log.durable;
  }

  /** The packets that the neighbour may ask for again. */
  get packets(): readonly Packet[] {
    return this.#log.packets;
  }

  /** Keeps a packet and sends it now or once there is a stream. */
  send(packet: Packet): void {
    const stamp = stampIn(packet);
    const oldest = this.#log.append(stamp, packet);
    if (oldest !== undefined) this.#options.onEvent("forgetting", forgottenBefore(oldest));
    this.#pump();
    // One who is past the exchange is not sent its frame, and waits for a sign that more can be taken.
    if (stamp < this.#log.position) this.tell(this.#options.confirmation());
  }

  /** Tells where this end stands, at once or when the stream takes bytes again: only the last is told. */
  tell(packet: Packet): void {
    this.#untold = packet;
    this.#pump();
  }

  /** Puts packets of an earlier life into the log. */
  remember(packets: readonly Packet[]): void {
    for (const packet of packets) this.#log.append(stampIn(packet), packet);
  }

  /**
   * Speaks over a stream until it ends; answers whether both ends agreed to.
   * @param opening whether this end has dialled and speaks first
   */
  open(stream: Stream, opening: boolean): Promise<boolean> {
    if (this.#isBanned()) {
      stream.abort(new Error("kept out"));
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      let agreed = false;
      const timer = setTimeout(() => {
        this.#options.onEvent("no greeting", `within ${greetingMs} ms`);
        session.abort("no greeting");
      }, greetingMs);
      const session = new Session(stream, this.#options.maximumBytes, {
        onGreeting: (bytes) => {
          clearTimeout(timer);
          agreed = this.#greeted(session, bytes, opening);
        },
        onPacket: (bytes) => this.#take(session, bytes),
        onDrain: () => this.#pump(),
        onFault: (fault) => {
          this.#options.onEvent(fault, "a record longer than is taken");
          this.#ban();
        },
        onEnd: () => {
          clearTimeout(timer);
          this.#lose(session);
          resolve(agreed);
        },
      });
      if (opening) this.#greet(session);
    });
  }

  /** Ends the stream once what was sent is with the system. */
  async close(signal: AbortSignal): Promise<void> {
    await this.#session?.close(signal);
  }

  #greet(session: Session): void {
    const { self, other, sections, standing } = this.#options;
    const content: Greeting = { hearsay: 1, from: self, to: other, sections, ...standing() };
    session.send(writeGreeting(content));
  }

  /** Whether both ends agree. */
  #greeted(session: Session, bytes: Uint8Array, opening: boolean): boolean {
    const { self, other, sections, onEvent } = this.#options;
    const content = readGreeting(bytes);
    if (content === undefined) {
      onEvent("no greeting", `${bytes.length} other bytes`);
      this.#ban();
      session.abort("no greeting");
      return false;
    }
    if ("refused" in content) {
      onEvent("refused by the other side", content.refused);
      session.abort("refused");
      return false;
    }
    const objection = objectionTo(content, { self, from: other, sections });
    if (objection !== undefined) {
      onEvent("refused", objection);
      session.send(writeGreeting({ hearsay: 1, refused: objection }));
      void session.close(AbortSignal.timeout(closingMs));
      return false;
    }
    if (!opening) this.#greet(session);
    this.#adopt(session, content);
    return true;
  }

  #adopt(session: Session, { at, durable }: Greeting): void {
    const earlier = this.#session;
    this.#session = session;
    this.#offences = 0;
    earlier?.abort("replaced by a new stream");
    this.#log.restart(at, durable);
    this.#untold = this.#options.standing().at > 0 ? this.#options.confirmation() : undefined;
    this.#options.onEvent("linked", "");
    this.#options.onNews();
    this.#pump();
  }

  #take(session: Session, packet: Packet): void {
    if (session !== this.#session) return;
    const offence = this.#options.onPacket(packet);
    if (offence === undefined) {
      this.#log.isAt(stampIn(packet), durableIn(packet));
      this.#options.onNews();
      this.#pump();
      return;
    }
    this.#options.onEvent("dropped", offence);
    if (!isTooMany(++this.#offences)) return;
    this.#ban();
    session.abort("too many offences");
  }

  #pump(): void {
    while (this.#session?.isWritable) {
      const packet = this.#untold ?? this.#log.take();
      this.#untold = undefined;
      if (packet === undefined) return;
      this.#session.send(packet);
    }
  }

  #lose(session: Session): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#options.onEvent("lost", "");
    this.#options.onNews();
  }

  #ban(): void {
    const duration = banMs(++this.#disconnections);
    this.#bannedUntil = performance.now() + duration;
    this.#options.onEvent("disconnected", `kept out for ${duration} ms`);
  }

  #isBanned(): boolean {
    return performance.now() < this.#bannedUntil;
  }
}
