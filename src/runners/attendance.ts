// What becomes of trackers when agents come and go: the sum of T over those present stays that of Q.
//
// With T ← W(T + Q' − Q) and W symmetric over those present, Σ (T − Q) stays what it is. A joiner begins
// with T = Q and adds nothing to it; a leaver hands its T − Q to a neighbour; what an agent that is lost had
// is gone, so that all who are left begin anew with T = Q.
import type { Algorithm, State } from "../algorithms/algorithm.ts";
import type { Mixer } from "../mixing/missing/missing.ts";
import { type Change, heirOf, type Membership } from "../network/membership.ts";
import type { Experiment } from "../scenario/experiment.ts";
import type { AgentId, Topology } from "../topology/topology.ts";
import { Estate, type Leaver } from "./estate.ts";

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
  /** Where rules mix by columns, which hold what they mix. */
  readonly #estate: Estate | undefined;
  /** Beginnings that wait for a leaver to be done with its last round. */
  readonly #waiting = new Map<AgentId, () => void>();
  /** The states that leavers left with, by agent and round. */
  readonly #left = new Map<string, State>();

  constructor(algorithm: Algorithm, membership: Membership, topology: Topology, estate?: Estate) {
    this.#algorithm = algorithm;
    this.#membership = membership;
    this.#topology = topology;
    this.#estate = estate;
  }

  /** An agent has passed the last round before it leaves. */
  left(agent: AgentId, round: number, state: State): void {
    this.#left.set(`${agent} ${round}`, state);
    const isLeaver = ({ agent: who, kind }: Change) => who === agent && kind === "leaves";
    if (this.#membership.at(round).some(isLeaver)) this.#estate?.open(round);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const go of waiting) go();
  }

  /** An agent joins in a round as soon as it may. */
  join(agent: AgentId, round: number, go: () => void): void {
    if (this.#estate === undefined) go();
    else this.#estate.join(agent, round, go);
  }

  /**
   * Has the amendments of an agent's round applied and begins it, once whoever hands over to it has left.
   */
  succeed(agent: AgentId, round: number, amend: (change: Amendment) => void, begin: () => void): void {
    const leavers = this.#leavers(agent, round);
    if (leavers === undefined) {
      this.#waiting.set(agent, () => this.succeed(agent, round, amend, begin));
      return;
    }
    if (this.#estate !== undefined) this.#estate.settle(agent, round, leavers);
    else for (const { state } of leavers) amend(inherit(this.#algorithm, state));
    if (this.#membership.at(round).some(({ kind }) => kind === "lost")) amend(newEpoch(this.#algorithm));
    begin();
  }

  /** Those who leave with a round and concern an agent; undefined where one of them has not left yet. */
  #leavers(agent: AgentId, round: number): Leaver[] | undefined {
    const leavers: Leaver[] = [];
    for (const change of this.#membership.at(round)) {
      if (change.kind !== "leaves") continue;
      const heir = heirOf(change, this.#membership, this.#topology);
      if (this.#estate === undefined && heir !== agent) continue;
      const state = this.#left.get(`${change.agent} ${round}`);
      if (state === undefined) return undefined;
      leavers.push({ agent: change.agent, state, heir });
    }
    return leavers;
  }
}

/** What becomes of what agents held that come and go. */
export function successionOf(
  { algorithm, mixing, missing }: Experiment,
  membership: Membership,
  mixers: readonly Mixer[],
): Succession {
  const estate = missing.byColumns ? new Estate(mixers, membership, algorithm) : undefined;
  return new Succession(algorithm, membership, mixing.topology, estate);
}
