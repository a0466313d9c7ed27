// What all peers of one process report, put together: a round is whole once the slowest has passed it.
import type { State } from "../algorithms/algorithm.ts";
import type { MixerState } from "../mixing/missing/missing.ts";
import type { AgentId } from "../topology/topology.ts";
import { copyOf } from "./member.ts";
import type { Sent } from "./outbox.ts";

/** A round that all peers have passed. */
export interface WholeRound {
  readonly round: number;
  /** Copies of the states, where the round is measured. */
  readonly states: readonly State[] | undefined;
  /** What the rule for what is missing remembers, agent by agent. */
  readonly mixers: readonly MixerState[] | undefined;
  /** What all peers had sent when each of them passed the round. */
  readonly sent: Readonly<Sent>;
}

interface PartialRound {
  readonly round: number;
  readonly states: State[] | undefined;
  readonly mixers: MixerState[] | undefined;
  readonly sent: Sent;
  missing: number;
}

/** What a peer says of itself. */
export interface Report {
  readonly sent: Readonly<Sent>;
  readonly mixerState: MixerState;
}

/** An agent that takes no part in the rounds from `from` to before `until`. */
interface Rest extends Report {
  readonly agent: AgentId;
  readonly from: number;
  readonly until: number;
  readonly state: State;
}

const none: readonly WholeRound[] = [];

/** Collects states and counts, round by round. */
export class Gathering {
  readonly #size: number;
  readonly #isMeasured: (round: number) => boolean;
  readonly #rests: Rest[] = [];
  readonly #partial = new Map<number, PartialRound>();

  constructor(size: number, isMeasured: (round: number) => boolean) {
    this.#size = size;
    this.#isMeasured = isMeasured;
  }

  /**
   * An agent that has passed round `from` − 1, if there is one, takes no part until round `until`: this is
   * its state till then. Answers the rounds that waited for nobody else, in order.
   */
  rests(agent: AgentId, from: number, until: number, state: State, report: Report): WholeRound[] {
    const rest = { agent, from, until, state: copyOf(state), ...copied(report) };
    this.#rests.push(rest);
    const covered = [...this.#partial.keys()].filter((round) => covers(rest, round)).sort((a, b) => a - b);
    return covered.flatMap((round) => this.#add(agent, round, rest.state, rest));
  }

  /** An agent has passed a round; answers the round if it was the last to do so. */
  passed(agent: AgentId, round: number, state: State, report: Report): readonly WholeRound[] {
    return this.#add(agent, round, state, report);
  }

  #add(agent: AgentId, round: number, state: State, report: Report): readonly WholeRound[] {
    const gathered = this.#of(round);
    add(gathered, agent, state, report);
    if (gathered.missing > 0) return none;
    this.#partial.delete(round);
    return [gathered];
  }

  #of(round: number): PartialRound {
    let gathered = this.#partial.get(round);
    if (gathered === undefined) {
      const isMeasured = this.#isMeasured(round);
      gathered = {
        round,
        states: isMeasured ? new Array<State>(this.#size) : undefined,
        mixers: isMeasured ? new Array<MixerState>(this.#size) : undefined,
        sent: { messages: 0, bytes: 0, wireBytes: 0 },
        missing: this.#size,
      };
      this.#partial.set(round, gathered);
      for (const rest of this.#rests) if (covers(rest, round)) add(gathered, rest.agent, rest.state, rest);
    }
    return gathered;
  }
}

function covers({ from, until }: Rest, round: number): boolean {
  return round >= from && round < until;
}

function copied({ sent, mixerState }: Report): Report {
  return { sent: { ...sent }, mixerState: copyOf(mixerState) as MixerState };
}

function add(gathered: PartialRound, agent: AgentId, state: State, report: Report): void {
  const { states, mixers, sent: sum } = gathered;
  const { sent, mixerState } = report;
  gathered.missing--;
  if (states !== undefined) {
    states[agent] = copyOf(state);
    mixers![agent] = copyOf(mixerState) as MixerState;
  }
  sum.messages += sent.messages;
  sum.bytes += sent.bytes;
  sum.wireBytes += sent.wireBytes;
}
