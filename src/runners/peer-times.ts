// What every peer's time goes into: peers.csv.
import type { AgentId } from "../topology/topology.ts";

/** Computing and waiting, agent by agent. */
export class PeerTimes {
  readonly #computingMs: Float64Array;
  readonly #passedMs: Float64Array;
  readonly #rounds: Int32Array;
  readonly #awaited: Int32Array;

  constructor(agents: number) {
    this.#computingMs = new Float64Array(agents);
    this.#passedMs = new Float64Array(agents);
    this.#rounds = new Int32Array(agents);
    this.#awaited = new Int32Array(agents);
  }

  /** A peer will compute for so long. */
  computes(agent: AgentId, durationMs: number): void {
    this.#computingMs[agent]! += durationMs;
  }

  /** A peer has passed a round. */
  passed(agent: AgentId, now: number): void {
    this.#passedMs[agent] = now;
    this.#rounds[agent]!++;
  }

  /** Another peer's exchange went on when this one's packet came, and not before. */
  awaited(agent: AgentId): void {
    this.#awaited[agent]!++;
  }

  /**
   * The table: how many `rounds` an agent has passed, round 0 too, the seconds it computed and waited until
   * the last of them, and how many exchanges of its neighbours `awaited` it last of all.
   */
  table(): string {
    const lines = Array.from(this.#rounds, (rounds, agent) => {
      const computing = Math.min(this.#computingMs[agent]!, this.#passedMs[agent]!);
      const waiting = this.#passedMs[agent]! - computing;
      return [agent, rounds, computing / 1000, waiting / 1000, this.#awaited[agent]].join(",");
    });
    return `${["agent,rounds,computing_seconds,waiting_seconds,awaited", ...lines].join("\n")}\n`;
  }
}
