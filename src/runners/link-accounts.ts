// What went over every edge of a run, counted: links.csv.
import type { Packet } from "../network/network.ts";
import type { AgentId } from "../topology/topology.ts";

/** The columns after `from` and `to`. */
const columns = ["packets", "bytes", "lost", "duplicates", "late", "seconds"] as const;

type Column = (typeof columns)[number];

/** Counts per directed edge. */
export class LinkAccounts {
  readonly #size: number;
  /** Edge → its place in the counts. */
  readonly #places = new Map<number, number>();
  #counts = new Float64Array(64 * columns.length);

  constructor(size: number) {
    this.#size = size;
  }

  /** A packet was sent at `now` and arrives so often, at these times (ms). */
  sent(from: AgentId, to: AgentId, packet: Packet, now: number, arrivals: readonly number[]): void {
    const at = this.#at(from, to);
    this.#add(at, "packets", 1);
    this.#add(at, "bytes", packet.length);
    if (arrivals.length === 0) this.#add(at, "lost", 1);
    else {
      this.#add(at, "duplicates", arrivals.length - 1);
      this.#add(at, "seconds", (Math.min(...arrivals) - now) / 1000);
    }
  }

  /** A packet came when nobody waited for it any more. */
  late(from: AgentId, to: AgentId): void {
    this.#add(this.#at(from, to), "late", 1);
  }

  /**
   * The table, by sender and receiver: `packets` and `bytes` sent, `lost`, arrived once more (`duplicates`),
   * dropped because they were `late`, and the mean `seconds` that those arrived were on their way.
   */
  table(): string {
    const keys = [...this.#places.keys()].sort((a, b) => a - b);
    const lines = keys.map((key) => this.#line(key, this.#places.get(key)! * columns.length));
    return `${[`from,to,${columns.join(",")}`, ...lines].join("\n")}\n`;
  }

  /** Sums over all edges. */
  total(column: Column): number {
    let sum = 0;
    for (const place of this.#places.values())
      sum += this.#counts[place * columns.length + columns.indexOf(column)]!;
    return sum;
  }

  #line(key: number, start: number): string {
    const ends = [Math.floor(key / this.#size), key % this.#size];
    const counts = this.#counts.subarray(start, start + columns.length - 1);
    const arrived = counts[0]! - counts[columns.indexOf("lost")]!;
    const seconds = this.#counts[start + columns.length - 1]! / arrived;
    return [...ends, ...counts, arrived > 0 ? seconds : ""].join(",");
  }

  #add(place: number, column: Column, amount: number): void {
    this.#counts[place * columns.length + columns.indexOf(column)]! += amount;
  }

  #at(from: AgentId, to: AgentId): number {
    const key = from * this.#size + to;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#places.size;
    this.#places.set(key, place);
    if ((place + 1) * columns.length > this.#counts.length) {
      const larger = new Float64Array(2 * this.#counts.length);
      larger.set(this.#counts);
      this.#counts = larger;
    }
    return place;
  }
}
