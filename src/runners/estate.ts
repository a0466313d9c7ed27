// What becomes of the mass of agents that come and go, under rules that mix by columns.
//
// Before a round that somebody leaves, everybody settles its edges with the leaver: what was under way on
// them is its own. What the leaver holds goes to its heir, which takes out what the leaver takes along:
// weight 1, of a tracker the signal Q, of all else its last answer. So Σ x of a tracker is Σ Q over those
// present, and Σ y their number, when the heir has paid. After a loss all begin anew.
import type { Algorithm, State } from "../algorithms/algorithm.ts";
import type { Mixer } from "../mixing/missing/missing.ts";
import type { Message } from "../mixing/mixing.ts";
import { stampOf } from "../network/frame.ts";
import type { Membership } from "../network/membership.ts";
import type { AgentId } from "../topology/topology.ts";

/** One that leaves, and with what. */
export interface Leaver {
  readonly agent: AgentId;
  readonly state: State;
  /** Who takes over from it. */
  readonly heir: AgentId | undefined;
}

/** The masses of all agents, between rounds. */
export class Estate {
  readonly #mixers: readonly Mixer[];
  readonly #membership: Membership;
  readonly #algorithm: Algorithm;
  /** Agents that have not settled with those who left before a round. */
  readonly #unsettled = new Map<number, number>();
  #waiting: (() => void)[] = [];

  constructor(mixers: readonly Mixer[], membership: Membership, algorithm: Algorithm) {
    this.#mixers = mixers;
    this.#membership = membership;
    this.#algorithm = algorithm;
  }

  /** Before `agent` begins a round: all who leave with it have passed the last of theirs. */
  settle(agent: AgentId, round: number, leavers: readonly Leaver[]): void {
    if (leavers.length > 0) this.#settleWith(agent, round, leavers);
    if (this.#membership.at(round).some(({ kind }) => kind === "lost")) this.#renew(agent, round);
  }

  /** An agent joins with empty hands. Calls back, now or when nobody has to settle with it any more. */
  join(agent: AgentId, round: number, go: () => void): void {
    const isOpen = [...this.#unsettled.keys()].some((left) => left < round);
    if (isOpen) this.#waiting.push(() => this.join(agent, round, go));
    else {
      this.#renew(agent, round);
      go();
    }
  }

  /** What was left before a round is to be settled by all who are there then. */
  open(round: number): void {
    if (this.#unsettled.has(round)) return;
    this.#unsettled.set(round, this.#membership.present(round)?.length ?? this.#mixers.length);
  }

  #settleWith(agent: AgentId, round: number, leavers: readonly Leaver[]): void {
    const stamp = stampOf(round, 0);
    const end = (one: AgentId, gone: AgentId) =>
      this.#mixers[one]!.settle?.(gone, this.#mixers[gone]!, stamp);
    // Between two that leave at once the lower settles, before anybody takes over from it.
    for (const { agent: one } of leavers)
      for (const { agent: other } of leavers) if (one < other) end(one, other);
    for (const leaver of leavers) {
      end(agent, leaver.agent);
      if (leaver.heir === agent)
        this.#mixers[agent]!.inherit?.(this.#mixers[leaver.agent]!, this.#takenAlong(leaver.state));
    }
    this.#hasSettled(round);
  }

  #hasSettled(round: number): void {
    const left = this.#unsettled.get(round)! - 1;
    if (left > 0) {
      this.#unsettled.set(round, left);
      return;
    }
    this.#unsettled.delete(round);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  /** Of a tracker, what it tracks. */
  #takenAlong(state: State): Message {
    const own: Record<string, Float64Array> = {};
    for (const { tracker, signal } of this.#algorithm.tracked ?? []) own[tracker] = signal(state);
    return own;
  }

  #renew(agent: AgentId, round: number): void {
    this.#mixers[agent]!.renew?.(stampOf(round, 0), this.#membership.lossesUntil(round));
  }
}
