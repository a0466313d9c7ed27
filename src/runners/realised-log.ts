// What was missing from the first mix of every round: gaps.csv, and the contraction that was left of W.

import type { Mixing } from "../mixing/mixing.ts";
import { type Gaps, mostRealised, RealisedWindow } from "../mixing/realised.ts";
import { exchangeOf, roundOf, type Stamp, stampOf } from "../network/frame.ts";
import type { AgentId } from "../topology/topology.ts";

/** Lines of gaps.csv until there are so many. */
const mostLines = 1_000_000;

/** Collects who was missing at whom. */
export class RealisedLog {
  readonly #mixing: Mixing;
  readonly #gossipRounds: number;
  readonly #lines = ["round,exchange,agent,missing"];
  readonly #gaps = new Map<Stamp, Map<AgentId, Set<AgentId>>>();
  #done = 0;

  constructor(mixing: Mixing, gossipRounds: number) {
    this.#mixing = mixing;
    this.#gossipRounds = gossipRounds;
  }

  /** An agent has mixed without some of its sources. */
  missed(agent: AgentId, stamp: Stamp, sources: readonly AgentId[]): void {
    const [round, exchange] = [roundOf(stamp), exchangeOf(stamp)];
    for (const source of sources)
      if (this.#lines.length <= mostLines) this.#lines.push([round, exchange, agent, source].join(","));
    if (exchange >= this.#gossipRounds || this.#mixing.topology.size > mostRealised) return;
    const known = this.#gaps.get(stamp) ?? new Map<AgentId, Set<AgentId>>();
    this.#gaps.set(stamp, known.set(agent, new Set(sources)));
  }

  /**
   * The contraction per exchange of the first mixes since the last call, up to a round that all have passed;
   * undefined where there were none, or are too many agents.
   */
  contractionUntil(round: number): number | undefined {
    if (this.#mixing.topology.size > mostRealised) return undefined;
    const window = new RealisedWindow(this.#mixing);
    for (let t = this.#done + 1; t <= round; t++) {
      for (let s = 0; s < this.#gossipRounds; s++) {
        const stamp = stampOf(t, s);
        window.add(t * this.#gossipRounds + s, (this.#gaps.get(stamp) ?? new Map()) as Gaps);
        this.#gaps.delete(stamp);
      }
    }
    this.#done = Math.max(this.#done, round);
    return window.count === 0 ? undefined : window.contraction();
  }

  table(): string {
    return `${this.#lines.join("\n")}\n`;
  }
}
