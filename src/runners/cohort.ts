// A range of agents driven together: their generators advance in step, their evaluations form one batch.
import type { Agent, Algorithm, Reply, Round, State } from "../algorithms/algorithm.ts";
import type { Share } from "../environments/environment.ts";
import { evaluatePolicies } from "../environments/policy-evaluation.ts";
import { assert, type DivergenceError } from "../error.ts";
import { Arena } from "../math/arrays.ts";
import type { Rng } from "../math/random.ts";
import type { Message } from "../mixing/mixing.ts";
import { checkedMessage, divergenceOf, type Evaluation, Member } from "./member.ts";

/**
 * Answers one `mix` of the whole cohort: the averaged message for each of its agents, one object for those
 * whose averages are the same. No object answers twice: algorithms may know a reply by it. `give` has a row
 * of `length` numbers for every agent.
 */
export type Exchange = (
  round: number,
  messages: readonly Message[],
  give: (length: number) => Float64Array[],
) => readonly Message[];

/** What a cohort is made of. */
export interface CohortOptions {
  readonly algorithm: Algorithm;
  /** The shares of agents first … first + shares.length − 1. */
  readonly shares: readonly Share[];
  readonly first: number;
  /** The number of agents of the whole run. */
  readonly agents: number;
  /** The root of the learning draws; agent i in round t draws from its fork (i, t). */
  readonly rng: Rng;
  readonly exchange: Exchange;
}

/** Agents advanced at a time: what one of their requests leaves in the cache, the next finds there. */
const blockSize = 16;

/** Agents first … first + count − 1 of a run, in one thread. */
export class Cohort {
  readonly #options: CohortOptions;
  readonly #arena: Arena;
  readonly #members: Member[];
  #states: State[] = [];

  constructor(options: CohortOptions) {
    this.#options = options;
    this.#arena = new Arena(options.shares.length);
    this.#members = options.shares.map(
      (share, k) => new Member(share, options.first + k, options.agents, this.#arena.of(k), options.rng),
    );
  }

  /** The agents' states; valid until the round after next. */
  get states(): readonly State[] {
    return this.#states;
  }

  /** Continues from saved states. */
  restore(states: readonly State[]): void {
    this.#arena.turn();
    this.#states = states.map((state, k) => this.#members[k]!.keep(state));
  }

  /** Round 0. */
  init(): void {
    this.#drive(0, (agent) => this.#options.algorithm.init(agent));
  }

  /**
   * One round of every agent.
   * @throws DivergenceError where a state is no longer finite; `states` is then still the last finite one
   */
  round(round: number): void {
    this.#drive(round, (agent, k) => this.#options.algorithm.round(this.#states[k]!, agent));
  }

  #drive(round: number, start: (agent: Agent<unknown>, k: number) => Round<State>): void {
    this.#arena.turn();
    const rounds = this.#members.map((member, k) => start(member.at(round), k));
    const states = new Array<State>(rounds.length);
    let replies: readonly (Reply | undefined)[] = new Array(rounds.length).fill(undefined);
    for (;;) {
      const requests = this.#advance(rounds, replies, states);
      if (requests === undefined) break;
      replies = this.#options.exchange(round, requests, (length) => this.#arena.give(length));
    }
    this.#states = states;
  }

  /**
   * Advances every agent to its next mix or its end; answers the messages, or nothing when all have ended.
   */
  #advance(
    rounds: readonly Round<State>[],
    replies: readonly (Reply | undefined)[],
    states: State[],
  ): Message[] | undefined {
    const messages = new Array<Message>(rounds.length);
    let ended = 0;
    for (let first = 0; first < rounds.length; first += blockSize) {
      const last = Math.min(first + blockSize, rounds.length);
      ended += this.#advanceBlock(rounds, replies, states, messages, first, last);
    }
    assert(ended === 0 || ended === rounds.length, "every agent mixes as often as the others");
    return ended > 0 ? undefined : messages;
  }

  /** Advances agents first … last − 1, their evaluations batched; says how many have ended. */
  #advanceBlock(
    rounds: readonly Round<State>[],
    replies: readonly (Reply | undefined)[],
    states: State[],
    messages: Message[],
    first: number,
    last: number,
  ): number {
    let ended = 0;
    let divergence: DivergenceError | undefined;
    let active: number[] = [];
    for (let k = first; k < last; k++) active.push(k);
    let answers = replies.slice(first, last);
    for (;;) {
      const asking: number[] = [];
      const evaluations: Evaluation[] = [];
      for (let n = 0; n < active.length; n++) {
        const k = active[n]!;
        const { done, value } = rounds[k]!.next(answers[n] as Reply);
        if (done) {
          const state = this.#members[k]!.keep(value);
          states[k] = state;
          divergence = this.#divergence(state, k, divergence);
          ended++;
        } else if (value.kind === "evaluate") {
          asking.push(k);
          evaluations.push(value);
        } else messages[k] = checkedMessage(value.message, this.#options.algorithm);
      }
      if (asking.length === 0) break;
      answers = this.#evaluate(asking, evaluations);
      active = asking;
    }
    if (divergence !== undefined) throw divergence;
    return ended;
  }

  /**
   * What of an agent's end is not finite, looked at while its state is in the cache. Agents that evaluate
   * more than others end later: of several the first in order is told, as everywhere.
   */
  #divergence(state: State, k: number, known: DivergenceError | undefined): DivergenceError | undefined {
    const { id, round } = this.#members[k]!;
    if (known !== undefined && known.agent < id) return known;
    return divergenceOf(state, id, round) ?? known;
  }

  #evaluate(asking: readonly number[], evaluations: readonly Evaluation[]): Float64Array[] {
    const q = evaluations.map(({ model }, n) => this.#arena.of(asking[n]!).take(model.reward.length));
    evaluatePolicies(evaluations, q);
    return q;
  }
}
