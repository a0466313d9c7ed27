// A table on a terminal that is drawn again in its place.
import { clearScreenDown, moveCursor } from "node:readline";
import { seconds } from "../runners/clock.ts";
import type { PeerStatus } from "../runners/deployment/deploy.ts";
import type { PeerReport } from "../runners/deployment/hosted-peer-options.ts";
import { shortBytes, shortNumber, textTable } from "./text-table.ts";

/** How often it is drawn at most. */
const everySeconds = 0.5;

/** What is known of a peer: of one that is watched from elsewhere, only what it says itself. */
export type KnownPeer = PeerReport & Partial<PeerStatus>;

/** The peers of a deployment, one a line. */
export class LiveTable {
  readonly #stream: NodeJS.WriteStream;
  readonly #earlier = new Map<number, { readonly at: number; readonly bytes: number }>();
  #lines = 0;
  #drawn = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(status: readonly KnownPeer[]): void {
    const now = seconds();
    if (now - this.#drawn < everySeconds) return;
    this.#drawn = now;
    const rows = status.map((peer) => peerCells(peer, this.#rate(peer, now)));
    // What does not fit on the screen could not be drawn over.
    const room = Math.max(1, this.#stream.rows - 3);
    const shown = rows.length > room ? rows.slice(0, room) : rows;
    const text = textTable(peerHeading, shown);
    this.clear();
    this.#stream.write(text);
    this.#lines = text.split("\n").length - 1;
  }

  /** Takes the table away. */
  clear(): void {
    if (this.#lines === 0) return;
    moveCursor(this.#stream, 0, -this.#lines);
    clearScreenDown(this.#stream);
    this.#lines = 0;
  }

  /** Bytes per second since it was last shown. */
  #rate({ agent, wireBytes }: KnownPeer, now: number): number | undefined {
    const earlier = this.#earlier.get(agent);
    this.#earlier.set(agent, { at: now, bytes: wireBytes });
    if (earlier === undefined || now === earlier.at) return undefined;
    return Math.max(0, wireBytes - earlier.bytes) / (now - earlier.at);
  }
}

export const peerHeading = [
  "agent",
  "round",
  "neighbours",
  "disagreement",
  "bytes/s",
  "restarts",
  "process",
];

/** A peer as a line of the table. */
export function peerCells(peer: KnownPeer, rate: number | undefined): string[] {
  const { agent, round, linked, neighbours, disagreement, restarts, pid } = peer;
  return [
    String(agent),
    round < 0 ? "—" : String(round),
    `${linked}/${neighbours}`,
    disagreement === undefined ? "—" : shortNumber(disagreement),
    rate === undefined ? "—" : shortBytes(rate),
    restarts === undefined ? "—" : String(restarts),
    pid === undefined ? "—" : String(pid),
  ];
}
