// Cuts a stream of bytes, which comes in pieces of any size, into records: 4 bytes with the length, little-
// endian, then so many bytes.
import { readUint32, writeUint32 } from "../little-endian.ts";

/** Bytes of a record's length. */
const lengthBytes = 4;

/** Memory that any stream may have at once. */
const firstBytes = 2 ** 16;

/** Why a stream cannot be read any further. */
export type RecordFault = "oversized";

const nothing = new Uint8Array(0);

/** The length that goes before a record. */
export function recordLength(bytes: Uint8Array): Uint8Array {
  const head = new Uint8Array(lengthBytes);
  writeUint32(head, 0, bytes.length);
  return head;
}

/**
 * Reads records. For what is merely announced no more memory is taken than twice what has come, 64 KiB, or
 * the longest record so far.
 */
export class RecordReader {
  readonly #onRecord: (bytes: Uint8Array) => void;
  readonly #head = new Uint8Array(lengthBytes);
  #headFilled = 0;
  /** The announced length. */
  #size = 0;
  /** Memory for the first part of the record, and how much of it has come. */
  #body: Uint8Array = nothing;
  #filled = 0;
  #longest = firstBytes;
  #fault: RecordFault | undefined;
  /** The longest record that is taken; it may change between records. */
  limit: number;

  /** @param onRecord gets every record, in memory of its own that begins at a multiple of 8 */
  constructor(limit: number, onRecord: (bytes: Uint8Array) => void) {
    this.limit = limit;
    this.#onRecord = onRecord;
  }

  /** Takes the next piece of the stream. After a fault nothing is read. */
  push(piece: Uint8Array): RecordFault | undefined {
    for (let at = 0; at < piece.length && this.#fault === undefined; ) {
      at += this.#headFilled < lengthBytes ? this.#readHead(piece, at) : this.#readBody(piece, at);
    }
    return this.#fault;
  }

  #readHead(piece: Uint8Array, at: number): number {
    const taken = Math.min(lengthBytes - this.#headFilled, piece.length - at);
    this.#head.set(piece.subarray(at, at + taken), this.#headFilled);
    this.#headFilled += taken;
    if (this.#headFilled < lengthBytes) return taken;
    this.#size = readUint32(this.#head, 0);
    if (this.#size > this.limit) this.#fault = "oversized";
    else if (this.#size === 0) this.#end();
    else this.#body = new Uint8Array(Math.min(this.#size, this.#longest));
    return taken;
  }

  #readBody(piece: Uint8Array, at: number): number {
    if (this.#filled === this.#body.length) this.#grow();
    const taken = Math.min(this.#body.length - this.#filled, piece.length - at);
    this.#body.set(piece.subarray(at, at + taken), this.#filled);
    this.#filled += taken;
    if (this.#filled === this.#size) this.#end();
    return taken;
  }

  #grow(): void {
    const larger = new Uint8Array(Math.min(this.#size, 2 * this.#body.length));
    larger.set(this.#body);
    this.#body = larger;
  }

  #end(): void {
    const record = this.#body;
    this.#longest = Math.max(this.#longest, this.#size);
    this.#body = nothing;
    this.#filled = 0;
    this.#headFilled = 0;
    this.#onRecord(record);
  }
}
