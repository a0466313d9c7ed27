// What becomes of trackers when agents come and go: the sum of T over those present stays that of Q.
//
// With T ← W(T + Q' − Q) and W symmetric over those present, Σ (T − Q) stays what it is. A joiner begins
// with T = Q and adds nothing to it; a leaver hands its T − Q to a neighbour; what an agent that is lost had
// is gone, so that all who are left begin anew with T = Q.
import type { Algorithm, State } from "../algorithms/algorithm.ts";
import { type Change, heirOf, type Membership } from "../network/membership.ts";
import type { AgentId, Topology } from "../topology/topology.ts";

/** A state changed between two rounds. */
export type Amendment = (state: State) => State;

/** T ← Q. */
export function newEpoch({ tracked = [] }: Algorithm): Amendment {
  return (state) => {
    const next: Record<string, Float64Array | number> = { ...state };
    for (const { tracker, signal } of tracked) {
      const value = state[signal];
      if (value instanceof Float64Array) next[tracker] = value.slice();
    }
    return next;
  };
}

/** T ← T + T' − Q', where T' and Q' are the leaver's. */
export function inherit({ tracked = [] }: Algorithm, leaver: State): Amendment {
  return (state) => {
    const next: Record<string, Float64Array | number> = { ...state };
    for (const { tracker, signal } of tracked) {
      const [own, left, right] = [next[tracker], leaver[tracker], leaver[signal]];
      if (own instanceof Float64Array && left instanceof Float64Array && right instanceof Float64Array)
        next[tracker] = own.map((value, i) => value + (left[i]! - right[i]!));
    }
    return next;
  };
}

/** What happens to the agents that stay, before they begin a round. */
export class Succession {
  readonly #algorithm: Algorithm;
  readonly #membership: Membership;
  readonly #topology: Topology;
  /** Beginnings that wait for a leaver to be done with its last round. */
  readonly #waiting = new Map<AgentId, () => void>();
  /** The states that leavers left with, by agent and round. */
  readonly #left = new Map<string, State>();

  constructor(algorithm: Algorithm, membership: Membership, topology: Topology) {
    this.#algorithm = algorithm;
    this.#membership = membership;
    this.#topology = topology;
  }

  /** An agent has passed the last round before it leaves. */
  left(agent: AgentId, round: number, state: State): void {
    this.#left.set(`${agent} ${round}`, state);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const go of waiting) go();
  }

  /**
   * Has the amendments of an agent's round applied and begins it, once whoever hands over to it has left.
   */
  succeed(agent: AgentId, round: number, amend: (change: Amendment) => void, begin: () => void): void {
    const changes = this.#membership.at(round);
    const legacies = changes.filter((change) => change.kind === "leaves" && this.#heir(change) === agent);
    const states = legacies.map((change) => this.#left.get(`${change.agent} ${round}`));
    if (states.some((state) => state === undefined)) {
      this.#waiting.set(agent, () => this.succeed(agent, round, amend, begin));
      return;
    }
    for (const state of states) amend(inherit(this.#algorithm, state!));
    if (changes.some(({ kind }) => kind === "lost")) amend(newEpoch(this.#algorithm));
    begin();
  }

  #heir(change: Change): AgentId | undefined {
    return heirOf(change, this.#membership, this.#topology);
  }
}
