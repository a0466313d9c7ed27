// What every peer's time goes into: peers.csv.
import type { AgentId } from "../topology/topology.ts";

/** Computing and waiting, agent by agent. */
export class PeerTimes {
  readonly #computingMs: Float64Array;
  readonly #passedMs: Float64Array;
  readonly #rounds: Int32Array;
  readonly #last: Int32Array;

  constructor(agents: number) {
    this.#computingMs = new Float64Array(agents);
    this.#passedMs = new Float64Array(agents);
    this.#rounds = new Int32Array(agents);
    this.#last = new Int32Array(agents);
  }

  /** A peer will compute for so long. */
  computes(agent: AgentId, durationMs: number): void {
    this.#computingMs[agent]! += durationMs;
  }

  /** A peer has passed a round; `isLast` where all others had. */
  passed(agent: AgentId, now: number, isLast: boolean): void {
    this.#passedMs[agent] = now;
    this.#rounds[agent]!++;
    if (isLast) this.#last[agent]!++;
  }

  /**
   * The table: how many `rounds` an agent has passed, round 0 too, the seconds it computed and waited until
   * the last of them, and in how many rounds it was the `last`.
   */
  table(): string {
    const lines = Array.from(this.#rounds, (rounds, agent) => {
      const computing = Math.min(this.#computingMs[agent]!, this.#passedMs[agent]!);
      const waiting = this.#passedMs[agent]! - computing;
      return [agent, rounds, computing / 1000, waiting / 1000, this.#last[agent]].join(",");
    });
    return `${["agent,rounds,computing_seconds,waiting_seconds,last", ...lines].join("\n")}\n`;
  }
}
