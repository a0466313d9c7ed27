// One stream to one neighbour, from its opening to its end: records go out and come in.
import type { Stream } from "@libp2p/interface";
import { Uint8ArrayList } from "uint8arraylist";
import { errorOf } from "./dial-failure.ts";
import { greetingBytes } from "./greeting.ts";
import { type RecordFault, RecordReader, recordLength } from "./record-reader.ts";

/** How long this end may take to close when the other has. */
const closingMs = 1000;

/** Who is told of what happens on a stream. */
export interface SessionEvents {
  /** The first record. */
  onGreeting(bytes: Uint8Array): void;
  /** Any later record. */
  onPacket(bytes: Uint8Array): void;
  /** The stream takes bytes again. */
  onDrain(): void;
  /** The stream cannot be read any further; it has been aborted. */
  onFault(fault: RecordFault): void;
  /** The stream is over, whoever ended it. Called once. */
  onEnd(): void;
}

/** A stream of records. */
export class Session {
  readonly #stream: Stream;
  readonly #events: SessionEvents;
  readonly #reader: RecordReader;
  #greeted = false;
  #ended = false;

  /** @param maximumBytes the longest packet that is taken */
  constructor(stream: Stream, maximumBytes: number, events: SessionEvents) {
    this.#stream = stream;
    this.#events = events;
    this.#reader = new RecordReader(greetingBytes, (bytes) => {
      if (this.#ended) return;
      if (this.#greeted) events.onPacket(bytes);
      else {
        this.#greeted = true;
        this.#reader.limit = maximumBytes;
        events.onGreeting(bytes);
      }
    });
    stream.addEventListener("message", ({ data }) => this.#read(data));
    stream.addEventListener("drain", () => {
      if (!this.#ended) events.onDrain();
    });
    stream.addEventListener("close", () => this.#end());
    stream.addEventListener("end", () => void this.close(AbortSignal.timeout(closingMs)));
    if (stream.status !== "open") queueMicrotask(() => this.#end());
  }

  /** Whether more may be sent now. */
  get isWritable(): boolean {
    return !this.#ended && this.#stream.writeStatus === "writable" && !this.#stream.writableNeedsDrain;
  }

  /** Sends a record; where the stream is over it is lost. */
  send(bytes: Uint8Array): void {
    if (this.#ended || this.#stream.writeStatus !== "writable") return;
    this.#stream.send(new Uint8ArrayList(recordLength(bytes), bytes));
  }

  /** Ends the stream at once; what is on its way may be lost. */
  abort(reason: string): void {
    if (!this.#ended) this.#stream.abort(new Error(reason));
    this.#end();
  }

  /** Ends the stream once what was sent is with the system. */
  async close(signal: AbortSignal): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#stream.close({ signal }).catch((error) => this.#stream.abort(errorOf(error)));
    this.#events.onEnd();
  }

  #read(data: Uint8Array | Uint8ArrayList): void {
    for (const piece of data instanceof Uint8Array ? [data] : data) {
      if (this.#ended) return;
      const fault = this.#reader.push(piece);
      if (fault === undefined) continue;
      this.#events.onFault(fault);
      this.abort(fault);
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.onEnd();
  }
}
