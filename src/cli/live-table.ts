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
    // What does not fit on the screen could not be drawn over.
    const shown = status.slice(0, Math.max(1, this.#stream.rows - 3));
    const text = peerTable(shown, (peer) => this.#rate(peer, now));
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

/** Peers, one a line; restarts and process where they are known. */
export function peerTable(
  peers: readonly KnownPeer[],
  rateOf: (peer: KnownPeer) => number | undefined,
): string {
  const isSupervised = peers.some(({ restarts }) => restarts !== undefined);
  const heading = ["agent", "round", "neighbours", "disagreement", "bytes/s"];
  const rows = peers.map((peer) => [
    ...peerCells(peer, rateOf(peer)),
    ...(isSupervised ? processCells(peer) : []),
  ]);
  return textTable([...heading, ...(isSupervised ? ["restarts", "process"] : [])], rows);
}

function peerCells({ agent, round, linked, neighbours, disagreement }: KnownPeer, rate?: number): string[] {
  return [
    String(agent),
    round < 0 ? "—" : String(round),
    `${linked}/${neighbours}`,
    disagreement === undefined ? "—" : shortNumber(disagreement),
    rate === undefined ? "—" : shortBytes(rate),
  ];
}

function processCells({ restarts, pid }: KnownPeer): string[] {
  return [restarts === undefined ? "—" : String(restarts), pid === undefined ? "—" : String(pid)];
}
