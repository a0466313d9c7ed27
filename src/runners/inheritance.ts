// What an agent is handed over by those who leave, and when it may go on.
//
// A leaver hands its T − Q to its heir, before the round that it is absent from; the heir begins that round
// with T ← T + (T' − Q'). T − Q is what the leaver's next mix of T would carry had its signal come to an
// end, all of it to one neighbour, under the name that mix has.
import type { Algorithm, State } from "../algorithms/algorithm.ts";
import { areAlike, type Message } from "../mixing/mixing.ts";
import type { Cancel, Clock } from "../network/clock.ts";
import { type Change, heirOf, type Membership } from "../network/membership.ts";
import type { AgentId, Topology } from "../topology/topology.ts";
import type { Rejection } from "./conversation-options.ts";

/** A state changed between two rounds. */
export type Amendment = (state: State) => State;

/** T ← Q. */
export function newEpoch({ tracked = [] }: Algorithm): Amendment {
  return (state) => {
    const next: Record<string, Float64Array | number> = { ...state };
    for (const { tracker, signal } of tracked) next[tracker] = signal(state).slice();
    return next;
  };
}

/** T − Q of every tracker, by the tracker's name: what a leaver hands over. */
export function legacyOf({ tracked = [] }: Algorithm, state: State): Message {
  const legacy: Record<string, Float64Array> = {};
  for (const { tracker, signal } of tracked) {
    const [own, followed] = [state[tracker] as Float64Array, signal(state)];
    legacy[tracker] = own.map((value, i) => value - followed[i]!);
  }
  return legacy;
}

/** T ← T + (T' − Q'), where T' − Q' is the leaver's. */
function inherit(legacy: Message): Amendment {
  return (state) => {
    const next: Record<string, Float64Array | number> = { ...state };
    for (const tracker in legacy) {
      const own = next[tracker] as Float64Array;
      next[tracker] = own.map((value, i) => value + legacy[tracker]![i]!);
    }
    return next;
  };
}

/** What an inheritance is made of. */
export interface InheritanceOptions {
  readonly id: AgentId;
  readonly algorithm: Algorithm;
  readonly membership: Membership;
  readonly topology: Topology;
  /** How long the agent waits for what is not there, in ms; without end unless told. */
  readonly patience?: number;
  /** A heir whose patience ends needs it. */
  readonly clock?: Clock;
  /** The heir's state, once it has one. */
  state(): State | undefined;
  amend(change: Amendment): void;
  /** Told who has handed nothing over in time: it is lost, and with it what the trackers' mean keeps. */
  readonly onMissing?: (leaver: AgentId, round: number) => void;
  /** Told whose hand-over, which came before there was a state, is of another shape: it is dropped. */
  readonly onMisfit?: (leaver: AgentId) => void;
}

/** A round that waits to begin. */
interface Beginning {
  readonly round: number;
  readonly begin: () => void;
  readonly stopWaiting: Cancel | undefined;
}

/** One agent's. */
export class Inheritance {
  readonly #options: InheritanceOptions;
  /** What has come and is not taken over, by round and leaver. */
  readonly #come = new Map<number, Map<AgentId, Message>>();
  /** The last round that was begun: what is handed over for it is too late. */
  #begun = -1;
  #waiting: Beginning | undefined;

  constructor(options: InheritanceOptions) {
    this.#options = options;
  }

  /** The rounds up to this one were begun in an earlier life. */
  set begun(round: number) {
    this.#begun = round;
  }

  /** Takes what `from` hands over before `round`, once; answers why not. */
  take(from: AgentId, round: number, legacy: Message): Rejection | undefined {
    if (!this.#leavers(round).includes(from)) return "unexpected hand-over";
    if (round <= this.#begun) return "late";
    if (this.#come.get(round)?.has(from)) return "duplicate";
    const state = this.#options.state();
    if (state !== undefined && !this.#fits(legacy, state)) return "another shape";
    if (!this.#come.has(round)) this.#come.set(round, new Map());
    this.#come.get(round)!.set(from, legacy);
    if (this.#waiting?.round === round && this.#isWhole(round)) this.#goOn();
    return undefined;
  }

  /** Has the amendments of a round applied and begins it, once all who hand over have. */
  succeed(round: number, begin: () => void): void {
    this.#dropMisfits(round);
    const { patience = Number.POSITIVE_INFINITY, clock } = this.#options;
    const isWhole = this.#isWhole(round);
    const isPatient = isWhole || patience === Number.POSITIVE_INFINITY;
    const stopWaiting = isPatient ? undefined : clock!.after(patience, () => this.#goOn());
    this.#waiting = { round, begin, stopWaiting };
    if (isWhole) this.#goOn();
  }

  /** Stops waiting, for good. */
  close(): void {
    this.#waiting?.stopWaiting?.();
  }

  #goOn(): void {
    const { algorithm, membership, amend, onMissing } = this.#options;
    const { round, begin, stopWaiting } = this.#waiting!;
    stopWaiting?.();
    this.#waiting = undefined;
    this.#begun = round;
    for (const leaver of this.#leavers(round)) {
      const legacy = this.#come.get(round)?.get(leaver);
      if (legacy === undefined) onMissing?.(leaver, round);
      else amend(inherit(legacy));
    }
    this.#come.delete(round);
    if (membership.at(round).some(({ kind }) => kind === "lost")) amend(newEpoch(algorithm));
    begin();
  }

  #isWhole(round: number): boolean {
    const come = this.#come.get(round);
    return this.#leavers(round).every((leaver) => come?.has(leaver));
  }

  /** Those who leave with a round and hand over to this agent, ascending: nobody where nothing is mixed. */
  #leavers(round: number): AgentId[] {
    const { id, algorithm, membership, topology } = this.#options;
    if (algorithm.shares.length === 0) return [];
    const isOurs = (change: Change) =>
      change.kind === "leaves" && heirOf(change, membership, topology) === id;
    return membership
      .at(round)
      .filter(isOurs)
      .map(({ agent }) => agent);
  }

  #fits(legacy: Message, state: State): boolean {
    return areAlike(legacy, legacyOf(this.#options.algorithm, state));
  }

  /** What came before the agent had a state was not looked at. */
  #dropMisfits(round: number): void {
    const state = this.#options.state();
    const come = this.#come.get(round);
    for (const [leaver, legacy] of come ?? []) {
      if (state !== undefined && this.#fits(legacy, state)) continue;
      come!.delete(leaver);
      this.#options.onMisfit?.(leaver);
    }
  }
}
