// When one agent on a real network takes part: it sets out, hands over, inherits, comes back. All of it is
// known beforehand or comes from neighbours over their edges.
import type { State } from "../algorithms/algorithm.ts";
import type { Clock } from "../network/clock.ts";
import { exchangeOf, type Frame, roundOf, type Stamp, stampOf } from "../network/frame.ts";
import { type Change, heirOf, Membership } from "../network/membership.ts";
import type { Experiment } from "../scenario/experiment.ts";
import type { AgentId } from "../topology/topology.ts";
import type { Rejection } from "./conversation-options.ts";
import { Inheritance, legacyOf, newEpoch } from "./inheritance.ts";
import type { Passed, Peer } from "./peer.ts";

/** The comings and goings of a run; none unless the scenario has any. */
export function membershipOf({ network, shares }: Experiment): Membership {
  return network?.membership ?? new Membership([], shares.length);
}

/** What an itinerary is made of. */
export interface ItineraryOptions {
  readonly experiment: Experiment;
  readonly id: AgentId;
  readonly clock: Clock;
  /** The agent's peer, once there is one. */
  readonly peer: () => Peer;
  /** Resolves once a neighbour is known to be at `stamp`. */
  reachedBy(stamp: Stamp): Promise<void>;
  /** Told that the agent takes no part from a round on, and in which state. It has handed over. */
  onRest(round: number, state: State): void;
  /** Told of a round with which somebody comes or goes, before it begins. */
  onEpoch?(round: number, changes: readonly Change[]): void;
  /** Told who has handed nothing over for a round, or nothing that could be used. */
  onMissing?(leaver: AgentId, round?: number): void;
}

/** One agent's. */
export class Itinerary {
  readonly #options: ItineraryOptions;
  readonly #membership: Membership;
  readonly #inheritance: Inheritance;
  readonly #patience: number;
  /** Called with the round of every epoch that others have begun. */
  #heard: ((round: number) => void) | undefined;

  constructor(options: ItineraryOptions) {
    const { experiment, id, clock, peer, onMissing } = options;
    const { algorithm, mixing, network } = experiment;
    this.#options = options;
    this.#membership = membershipOf(experiment);
    this.#patience = network?.patience ?? Number.POSITIVE_INFINITY;
    this.#inheritance = new Inheritance({
      ...{ id, algorithm, membership: this.#membership, topology: mixing.topology },
      ...{ patience: this.#patience, clock },
      state: () => peer().state,
      amend: (change) => peer().amend(change),
      ...(onMissing && { onMissing, onMisfit: onMissing }),
    });
  }

  /** Sets out on its first round, or goes on after the one it comes back from. */
  setOut(from?: Passed): void {
    const { id, peer, onRest } = this.#options;
    if (from === undefined && !this.#membership.isPresent(id, 0)) {
      onRest(0, peer().prepare());
      this.#comeBack(0);
      return;
    }
    if (from !== undefined) {
      this.#inheritance.begun = from.round;
      this.handOver(from.round, from.state);
    }
    peer().start(from);
  }

  /** Begins a round in which the agent takes part, when it has what it inherits; else the next such one. */
  pace(round: number, begin: () => void): void {
    const { id, onEpoch } = this.#options;
    if (!this.#membership.isPresent(id, round)) {
      this.#comeBack(round);
      return;
    }
    this.#inheritance.succeed(round, () => {
      if (this.isEpoch(round)) onEpoch?.(round, this.#membership.at(round));
      begin();
    });
  }

  /** The agent has passed a round: where it leaves after it, it hands over. */
  handOver(round: number, state: State): void {
    if (this.leavesAfter(round)) this.#handOver(round + 1, state);
  }

  /** The round has been told of: where the agent leaves after it, it takes no part from now on. */
  rest(round: number, state: State): void {
    if (this.leavesAfter(round)) this.#options.onRest(round + 1, state);
  }

  /** Who takes part in the agent's first round after `passed`, or in its very first. */
  presentFrom(passed = -1): (agent: AgentId) => boolean {
    const { id, experiment } = this.#options;
    const { rounds } = experiment.scenario;
    const round = this.#membership.nextRound(id, passed + 1, rounds) ?? rounds;
    return (agent) => this.#membership.isPresent(agent, round);
  }

  /** Whether somebody comes or goes with a round. */
  isEpoch(round: number): boolean {
    return this.#membership.at(round).length > 0;
  }

  /** Whether the agent takes part in a round and not in the next. */
  leavesAfter(round: number): boolean {
    const { id, experiment } = this.#options;
    return round < experiment.scenario.rounds && !this.#membership.isPresent(id, round + 1);
  }

  /** Takes what a neighbour hands over; answers why not. */
  inherit(from: AgentId, { stamp, message }: Frame): Rejection | undefined {
    if (exchangeOf(stamp) !== 0) return "unexpected hand-over";
    return this.#inheritance.take(from, roundOf(stamp), message!);
  }

  /** Somebody says that a round has begun: a hint for one who is to come, and nothing else. */
  hearEpoch(round: number): void {
    this.#heard?.(round);
  }

  /** Ends the peer where it is: what it waits for does not begin any more. */
  stop(): void {
    this.#inheritance.close();
    this.#options.peer().stop();
  }

  #handOver(round: number, state: State): void {
    const { id, experiment, peer } = this.#options;
    const { algorithm, mixing } = experiment;
    const change = this.#membership.at(round).find(({ agent }) => agent === id)!;
    // Where nothing is mixed there are no edges, and nothing is inherited.
    if (change.kind !== "leaves" || algorithm.shares.length === 0) return;
    const heir = heirOf(change, this.#membership, mixing.topology)!;
    peer().handOver(heir, round, legacyOf(algorithm, state));
  }

  #comeBack(after: number): void {
    const { id, experiment, peer } = this.#options;
    const round = this.#membership.nextRound(id, after, experiment.scenario.rounds);
    if (round === undefined) return;
    peer().amend(newEpoch(experiment.algorithm));
    const join = () => peer().join(round);
    if (this.#hasTime(round)) join();
    else void this.#begunBySomebody(round).then(join);
  }

  /** One who waits for ever for its neighbours can do so at once; one with patience needs it later. */
  #hasTime(round: number): boolean {
    const { id, experiment } = this.#options;
    const { algorithm, mixing, gossipRounds } = experiment;
    if (this.#patience === Number.POSITIVE_INFINITY || algorithm.shares.length === 0) return true;
    return mixing.topology.hears(id, round * gossipRounds).length === 0;
  }

  #begunBySomebody(round: number): Promise<void> {
    const told = new Promise<void>((resolve) => {
      this.#heard = (begun) => {
        if (begun >= round) resolve();
      };
    });
    return Promise.race([told, this.#options.reachedBy(stampOf(round, 0))]);
  }
}
