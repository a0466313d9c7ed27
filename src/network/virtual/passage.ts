// A packet's way from sender to receiver through all links, one after the other.
import type { Rng } from "../../math/random.ts";
import type { AgentId } from "../../topology/topology.ts";
import { type PlacedLink, places, sharedPlace } from "../link.ts";
import type { Packet } from "../network.ts";

/** What one edge remembers. */
interface EdgeState {
  readonly rng: Rng;
  /** The state of each link, in the order of places; that of a shared place is its sender's. */
  readonly states: unknown[];
  sequence: number;
}

/**
 * Carries packets over all edges. A link at a place draws, for copy c of the n-th packet of an edge, from
 * the stream (seed, from, to, n, place, c): a link more, or packets on another edge, change no other draw.
 */
export class Passage {
  readonly #links: readonly PlacedLink[];
  readonly #addresses: readonly number[];
  readonly #shared: number;
  readonly #size: number;
  readonly #rng: Rng;
  readonly #edges = new Map<number, EdgeState>();
  readonly #senders: unknown[] = [];

  /**
   * @param links in any order, one at a place at most
   * @param rng root of the draws
   */
  constructor(links: readonly PlacedLink[], size: number, rng: Rng) {
    const at = ({ place }: PlacedLink) => places.indexOf(place);
    this.#links = [...links].sort((a, b) => at(a) - at(b));
    this.#addresses = this.#links.map(at);
    this.#shared = this.#links.findIndex(({ place }) => place === sharedPlace);
    this.#size = size;
    this.#rng = rng;
  }

  /** When the packet that is sent at `now` arrives, in ms: never, once, or more often. */
  carry(from: AgentId, to: AgentId, packet: Packet, now: number): readonly number[] {
    let times: readonly number[] = [now];
    if (this.#links.length === 0) return times;
    const edge = this.#edge(from, to);
    const rng = edge.rng.fork(edge.sequence++);
    for (let k = 0; k < this.#links.length; k++) {
      const arrivals: number[] = [];
      for (let copy = 0; copy < times.length; copy++) {
        const draws = rng.fork(this.#addresses[k]!, copy);
        arrivals.push(...this.#through(k, edge, from, packet, times[copy]!, draws));
      }
      times = arrivals;
    }
    return times;
  }

  #through(k: number, edge: EdgeState, from: AgentId, packet: Packet, now: number, rng: Rng) {
    const { link } = this.#links[k]!;
    if (k !== this.#shared) {
      const { arrivals, state } = link.carry(packet, now, edge.states[k], rng);
      edge.states[k] = state;
      return arrivals;
    }
    this.#senders[from] ??= link.init({ from, to: from });
    const { arrivals, state } = link.carry(packet, now, this.#senders[from], rng);
    this.#senders[from] = state;
    return arrivals;
  }

  #edge(from: AgentId, to: AgentId): EdgeState {
    const key = from * this.#size + to;
    let edge = this.#edges.get(key);
    if (edge === undefined) {
      const states = this.#links.map(({ link }, k) =>
        k === this.#shared ? undefined : link.init({ from, to }),
      );
      edge = { rng: this.#rng.fork(from, to), states, sequence: 0 };
      this.#edges.set(key, edge);
    }
    return edge;
  }
}
