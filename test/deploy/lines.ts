// What a relay holds: packets on lines between hosts, each of which leaves when its line lets it.
import TinyQueue from "tinyqueue";
import { rootRng } from "../../src/math/random.ts";

/** A line from one host to another. */
export interface Line {
  /** Milliseconds from end to end. */
  readonly latencyMs: number;
  /** Bytes a second, Ethernet's header counted, one packet after the other; no limit unless told. */
  readonly bytesPerSecond?: number | undefined;
  /** How many of all packets never arrive. */
  readonly loss?: number | undefined;
}

/** All lines. */
export interface Road {
  readonly line: Line;
  /** Lines that differ, both ways. */
  readonly others?: readonly (Line & { readonly between: readonly [number, number] })[];
  /** Bytes a second of all that one host sends; no limit unless told. */
  readonly uplink?: number | undefined;
}

/** A packet on its way. */
export interface Passenger<P> {
  readonly from: number;
  readonly to: number;
  readonly packet: P;
  /** Its length on the line. */
  readonly bytes: number;
}

interface Waiting<P> extends Passenger<P> {
  readonly time: number;
  readonly order: number;
}

/** A queue of bytes that leave one after the other. */
class Pace {
  #free = 0;

  /** When the last of so many bytes has left. */
  left(now: number, bytes: number, bytesPerSecond: number | undefined): number {
    if (bytesPerSecond === undefined) return now;
    this.#free = Math.max(now, this.#free) + (1000 * bytes) / bytesPerSecond;
    return this.#free;
  }
}

/** The lines; times are in milliseconds, of any clock. */
export class Lines<P> {
  readonly #road: Road;
  readonly #waiting = new TinyQueue<Waiting<P>>([], (a, b) => a.time - b.time || a.order - b.order);
  readonly #paces = new Map<string, Pace>();
  readonly #rng = rootRng(1).fork("lines");
  #order = 0;

  constructor(road: Road) {
    this.#road = road;
  }

  /** When the next packet leaves; infinite where none waits. */
  get next(): number {
    return this.#waiting.peek()?.time ?? Number.POSITIVE_INFINITY;
  }

  put(passenger: Passenger<P>, now: number): void {
    const { from, to, bytes } = passenger;
    const line = this.#lineOf(from, to);
    const up = this.#paceOf(`${from}`).left(now, bytes, this.#road.uplink);
    const left = this.#paceOf(`${from} ${to}`).left(up, bytes, line.bytesPerSecond);
    // A packet that is lost has taken its time of the line.
    if (this.#rng.next() < (line.loss ?? 0)) return;
    this.#waiting.push({ ...passenger, time: left + line.latencyMs, order: this.#order++ });
  }

  /** Takes out what has left by `now`, in order. */
  *due(now: number): Iterable<Passenger<P>> {
    while (this.next <= now) yield this.#waiting.pop()!;
  }

  #lineOf(from: number, to: number): Line {
    const isThis = ({ between: [a, b] }: { between: readonly [number, number] }) =>
      (a === from && b === to) || (a === to && b === from);
    return this.#road.others?.find(isThis) ?? this.#road.line;
  }

  #paceOf(key: string): Pace {
    let pace = this.#paces.get(key);
    if (pace === undefined) this.#paces.set(key, (pace = new Pace()));
    return pace;
  }
}
