// What becomes of trackers when agents of one process come and go: the sum of T over those present stays
// that of Q.
//
// With T ← W(T + Q' − Q) and W symmetric over those present, Σ (T − Q) stays what it is. A joiner begins
// with T = Q and adds nothing to it; a leaver hands its T − Q to a neighbour; what an agent that is lost had
// is gone, so that all who are left begin anew with T = Q.
import type { State } from "../algorithms/algorithm.ts";
import type { Mixer } from "../mixing/missing/missing.ts";
import { type Change, heirOf, type Membership } from "../network/membership.ts";
import type { Experiment } from "../scenario/experiment.ts";
import type { AgentId } from "../topology/topology.ts";
import { Estate, type Leaver } from "./estate.ts";
import { type Amendment, Inheritance, legacyOf, newEpoch } from "./inheritance.ts";

/** A peer as those who come and go see it. */
export interface Amendable {
  readonly state: State | undefined;
  amend(change: Amendment): void;
}

/** What happens to the agents that stay, before they begin a round. */
export interface Succession {
  /** An agent has passed the last round before it leaves. */
  left(agent: AgentId, round: number, state: State): void;
  /** An agent joins in a round as soon as it may. */
  join(agent: AgentId, round: number, go: () => void): void;
  /** Has the amendments of an agent's round applied and begins it, once all who hand over have left. */
  succeed(agent: AgentId, round: number, begin: () => void): void;
}

/** Rules that mix by rows: only trackers are to be settled. Nothing is sent, nothing can be lost. */
class TrackerSuccession implements Succession {
  readonly #experiment: Experiment;
  readonly #membership: Membership;
  readonly #inheritances: readonly Inheritance[];

  constructor(experiment: Experiment, membership: Membership, peerOf: (agent: AgentId) => Amendable) {
    const { algorithm, mixing, shares } = experiment;
    this.#experiment = experiment;
    this.#membership = membership;
    this.#inheritances = shares.map((_, id) => {
      const amend = (change: Amendment) => peerOf(id).amend(change);
      const state = () => peerOf(id).state;
      return new Inheritance({ id, algorithm, membership, topology: mixing.topology, state, amend });
    });
  }

  left(agent: AgentId, round: number, state: State): void {
    const { algorithm, mixing } = this.#experiment;
    const isOwn = (change: Change) => change.kind === "leaves" && change.agent === agent;
    const change = this.#membership.at(round).find(isOwn);
    const heir = change && heirOf(change, this.#membership, mixing.topology);
    if (heir !== undefined) this.#inheritances[heir]!.take(agent, round, legacyOf(algorithm, state));
  }

  join(_agent: AgentId, _round: number, go: () => void): void {
    go();
  }

  succeed(agent: AgentId, round: number, begin: () => void): void {
    this.#inheritances[agent]!.succeed(round, begin);
  }
}

/** Rules that mix by columns, which hold what they mix: all settle with all who leave. */
class MassSuccession implements Succession {
  readonly #experiment: Experiment;
  readonly #membership: Membership;
  readonly #peerOf: (agent: AgentId) => Amendable;
  readonly #estate: Estate;
  /** Beginnings that wait for a leaver to be done with its last round. */
  readonly #waiting = new Map<AgentId, () => void>();
  /** The states that leavers left with, by agent and round. */
  readonly #left = new Map<string, State>();

  constructor(
    experiment: Experiment,
    membership: Membership,
    peerOf: (agent: AgentId) => Amendable,
    mixers: readonly Mixer[],
  ) {
    this.#experiment = experiment;
    this.#membership = membership;
    this.#peerOf = peerOf;
    this.#estate = new Estate(mixers, membership, experiment.algorithm);
  }

  left(agent: AgentId, round: number, state: State): void {
    this.#left.set(`${agent} ${round}`, state);
    const isLeaver = ({ agent: who, kind }: Change) => who === agent && kind === "leaves";
    if (this.#membership.at(round).some(isLeaver)) this.#estate.open(round);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const go of waiting) go();
  }

  join(agent: AgentId, round: number, go: () => void): void {
    this.#estate.join(agent, round, go);
  }

  succeed(agent: AgentId, round: number, begin: () => void): void {
    const leavers = this.#leavers(round);
    if (leavers === undefined) {
      this.#waiting.set(agent, () => this.succeed(agent, round, begin));
      return;
    }
    this.#estate.settle(agent, round, leavers);
    if (this.#membership.at(round).some(({ kind }) => kind === "lost"))
      this.#peerOf(agent).amend(newEpoch(this.#experiment.algorithm));
    begin();
  }

  /** Those who leave with a round; undefined where one of them has not left yet. */
  #leavers(round: number): Leaver[] | undefined {
    const leavers: Leaver[] = [];
    for (const change of this.#membership.at(round)) {
      if (change.kind !== "leaves") continue;
      const heir = heirOf(change, this.#membership, this.#experiment.mixing.topology);
      const state = this.#left.get(`${change.agent} ${round}`);
      if (state === undefined) return undefined;
      leavers.push({ agent: change.agent, state, heir });
    }
    return leavers;
  }
}

/** What becomes of what agents of one process held that come and go. */
export function successionOf(
  experiment: Experiment,
  membership: Membership,
  mixers: readonly Mixer[],
  peerOf: (agent: AgentId) => Amendable,
): Succession {
  return experiment.missing.byColumns
    ? new MassSuccession(experiment, membership, peerOf, mixers)
    : new TrackerSuccession(experiment, membership, peerOf);
}
