// Frames as bytes. The layout is documented in docs/architecture.md; all numbers are little-endian.
import library from "crc-32";
import { assert } from "../error.ts";
import type { Message } from "../mixing/mixing.ts";
import { exchangeOf, exchangesPerRound, type Frame, roundOf, type Stamp, stampOf } from "./frame.ts";
import {
  readFloats,
  readUint16,
  readUint32,
  writeFloats,
  writeUint16,
  writeUint32,
} from "./little-endian.ts";
import { Slab } from "./slab.ts";

/** Why bytes are no frame that this run can use. */
export type FrameFault =
  | "too short"
  | "too long"
  | "no frame"
  | "another version"
  | "damaged"
  | "another scenario"
  | "malformed"
  | "undeclared name";

/** The first three bytes of every frame: "HSY". */
const magic = [0x48, 0x53, 0x59];
const version = 1;

const versionAt = 3;
const senderAt = 4;
const digestAt = 8;
const digestBytes = 8;
const roundAt = 16;
const exchangeAt = 20;
const durableAt = 24;
const kindAt = 28;
const arraysAt = 30;

const headerBytes = 32;
const checksumBytes = 4;

/** The name of the array in which the rule for missing messages speaks, in messages and confirmations. */
const rulesName = "";

const kinds = { message: 1, confirmation: 2, return: 3, handOver: 4 };

/** Bytes of an array's two counts. */
const arrayHeaderBytes = 8;

/** The CRC-32 of whatever ends with its own CRC-32. */
const residue = 0x2144df1c;

/** What a codec is made for. */
export interface CodecOptions {
  /** The scenarioDigest in hex; frames of another scenario are refused. */
  readonly scenarioDigest: string;
  /** The only names an array may have: what the algorithm `shares`. */
  readonly names: readonly string[];
  /** The largest frame; default 64 MiB. */
  readonly maximumBytes?: number;
  /** CRC-32 (as in zip), where the machine has a faster one than ours in JavaScript. */
  readonly crc32?: (bytes: Uint8Array) => number;
}

/** Writes and reads the frames of one run. */
export class Codec {
  readonly #digest: Uint8Array;
  readonly #names: readonly Name[];
  readonly #maximumBytes: number;
  readonly #crc32: (bytes: Uint8Array) => number;
  readonly #slab = new Slab();

  constructor({ scenarioDigest, names, maximumBytes = 2 ** 26, crc32 = library.buf }: CodecOptions) {
    this.#crc32 = crc32;
    this.#digest = Uint8Array.from({ length: digestBytes }, (_, k) =>
      Number.parseInt(scenarioDigest.slice(2 * k, 2 * k + 2), 16),
    );
    this.#names = [rulesName, ...names].map((text) => ({
      text,
      bytes: padded(new TextEncoder().encode(text)),
    }));
    this.#maximumBytes = maximumBytes;
  }

  /** The bytes of a frame. */
  encode({ sender, stamp, durable, message, numbers, ...marks }: Frame): Uint8Array {
    const arrays: Message = numbers === undefined ? (message ?? {}) : { [rulesName]: numbers, ...message };
    const names = Object.keys(arrays);
    const bytes = this.#slab.take(this.#sizeOf(arrays));
    bytes.set(magic);
    bytes[versionAt] = version;
    writeUint32(bytes, senderAt, sender);
    bytes.set(this.#digest, digestAt);
    writeUint32(bytes, roundAt, roundOf(stamp));
    writeUint32(bytes, exchangeAt, exchangeOf(stamp));
    writeUint32(bytes, durableAt, durable + 1);
    writeUint16(bytes, kindAt, kindOf(message, marks));
    writeUint16(bytes, arraysAt, names.length);
    let at = headerBytes;
    for (const name of names) at = this.#writeArray(bytes, at, name, arrays[name]!);
    writeUint32(bytes, at, this.#crc32(bytes.subarray(0, at)));
    return bytes;
  }

  /**
   * Reads any bytes. The arrays are views of `bytes` where their place in memory allows it, so that nothing
   * is allocated for what a stranger merely announces.
   */
  decode(bytes: Uint8Array): Frame | FrameFault {
    const fault = this.#headerFault(bytes);
    if (fault !== undefined) return fault;
    const arrays = this.#readArrays(bytes);
    if (typeof arrays === "string") return arrays;
    const { [rulesName]: numbers, ...message } = arrays;
    const kind = readUint16(bytes, kindAt);
    const isMessage = kind === kinds.message || kind === kinds.handOver;
    if (!isMessage && Object.keys(message).length > 0) return "malformed";
    if (kind === kinds.handOver && numbers !== undefined) return "malformed";
    return {
      sender: readUint32(bytes, senderAt),
      stamp: stampOf(readUint32(bytes, roundAt), readUint32(bytes, exchangeAt)),
      durable: readUint32(bytes, durableAt) - 1,
      message: isMessage ? message : undefined,
      ...(numbers && { numbers }),
      ...(kind === kinds.return && { returns: true }),
      ...(kind === kinds.handOver && { handsOver: true }),
    };
  }

  #headerFault(bytes: Uint8Array): FrameFault | undefined {
    if (bytes.length < headerBytes + checksumBytes) return "too short";
    if (bytes.length > this.#maximumBytes) return "too long";
    for (let k = 0; k < magic.length; k++) if (bytes[k] !== magic[k]) return "no frame";
    if (bytes[versionAt] !== version) return "another version";
    if (this.#crc32(bytes) !== residue) return "damaged";
    for (let k = 0; k < digestBytes; k++)
      if (bytes[digestAt + k] !== this.#digest[k]) return "another scenario";
    return readUint32(bytes, exchangeAt) < exchangesPerRound ? undefined : "malformed";
  }

  #sizeOf(arrays: Message): number {
    let size = headerBytes + checksumBytes;
    for (const name in arrays) {
      size += arrayHeaderBytes + this.#name(name).bytes.length + 8 * arrays[name]!.length;
    }
    assert(size <= this.#maximumBytes, `a frame has at most ${this.#maximumBytes} bytes, not ${size}`);
    return size;
  }

  #name(text: string): Name {
    const name = this.#names.find((other) => other.text === text);
    assert(name !== undefined, `"${text}" is declared`);
    return name;
  }

  /** Writes one array; answers where the next begins. */
  #writeArray(bytes: Uint8Array, start: number, text: string, values: Float64Array): number {
    const name = this.#name(text);
    writeUint32(bytes, start, name.bytes.length);
    writeUint32(bytes, start + 4, values.length);
    bytes.set(name.bytes, start + arrayHeaderBytes);
    const at = start + arrayHeaderBytes + name.bytes.length;
    writeFloats(bytes, at, values);
    return at + 8 * values.length;
  }

  #readArrays(bytes: Uint8Array): Message | FrameFault {
    const kind = readUint16(bytes, kindAt);
    const count = readUint16(bytes, arraysAt);
    const end = bytes.length - checksumBytes;
    if (kind < kinds.message || kind > kinds.handOver) return "malformed";
    if (count > this.#names.length) return "malformed";
    const arrays: Record<string, Float64Array> = {};
    let at = headerBytes;
    for (let n = 0; n < count; n++) {
      if (end - at < arrayHeaderBytes) return "malformed";
      const nameBytes = readUint32(bytes, at);
      const length = readUint32(bytes, at + 4);
      at += arrayHeaderBytes;
      const name = this.#names.find((other) => isAt(other.bytes, bytes, at, nameBytes));
      if (name === undefined) return "undeclared name";
      at += nameBytes;
      if (length > (end - at) / 8 || arrays[name.text] !== undefined) return "malformed";
      arrays[name.text] = readFloats(bytes, at, length);
      at += 8 * length;
    }
    return at === end ? arrays : "malformed";
  }
}

/** The exchange that the sender of a frame was at. Only for bytes that `decode` has read. */
export function stampIn(packet: Uint8Array): Stamp {
  return stampOf(readUint32(packet, roundAt), readUint32(packet, exchangeAt));
}

/** The newest durable round of the sender of a frame. Only for bytes that `decode` has read. */
export function durableIn(packet: Uint8Array): number {
  return readUint32(packet, durableAt) - 1;
}

function kindOf(message: Frame["message"], marks: Pick<Frame, "returns" | "handsOver">): number {
  if (marks.returns) return kinds.return;
  if (marks.handsOver) return kinds.handOver;
  return message === undefined ? kinds.confirmation : kinds.message;
}

/** A name and its UTF-8 bytes, filled up with zeros to a multiple of 8. */
interface Name {
  readonly text: string;
  readonly bytes: Uint8Array;
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(8 * Math.ceil(bytes.length / 8));
  whole.set(bytes);
  return whole;
}

function isAt(name: Uint8Array, bytes: Uint8Array, at: number, length: number): boolean {
  if (name.length !== length || at + length > bytes.length) return false;
  for (let k = 0; k < length; k++) if (name[k] !== bytes[at + k]) return false;
  return true;
}
