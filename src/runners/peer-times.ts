// What every peer's time goes into: peers.csv; and when the first of them computed at first: computing.csv.
import type { AgentId } from "../topology/topology.ts";

/** Spells of computing are logged until there are so many, */
const mostSpells = 4000;

/** and only those of the first agents. */
const mostAgents = 32;

/** Computing and waiting, agent by agent. */
export class PeerTimes {
  readonly #computingMs: Float64Array;
  readonly #passedMs: Float64Array;
  readonly #rounds: Int32Array;
  readonly #awaited: Int32Array;
  readonly #spells = ["agent,from_ms,to_ms"];

  constructor(agents: number) {
    this.#computingMs = new Float64Array(agents);
    this.#passedMs = new Float64Array(agents);
    this.#rounds = new Int32Array(agents);
    this.#awaited = new Int32Array(agents);
  }

  /** From `now` (ms) on a peer will compute for so long. */
  computes(agent: AgentId, now: number, durationMs: number): void {
    this.#computingMs[agent]! += durationMs;
    if (durationMs === 0 || agent >= mostAgents || this.#spells.length > mostSpells) return;
    this.#spells.push(`${agent},${now},${now + durationMs}`);
  }

  /** The table of the first spells of computing. */
  spells(): string {
    return `${this.#spells.join("\n")}\n`;
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
