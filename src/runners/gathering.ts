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

/** An agent that takes no part in some rounds. */
interface Rest extends Report {
  readonly agent: AgentId;
  readonly from: number;
  until: number;
  readonly state: State;
}

/** Collects states and counts, round by round. */
export class Gathering {
  readonly #size: number;
  readonly #isMeasured: (round: number) => boolean;
  readonly #attending: (round: number) => number;
  readonly #rests: Rest[] = [];
  readonly #partial = new Map<number, PartialRound>();

  /** @param attending how many agents take part in a round; all unless told */
  constructor(
    size: number,
    isMeasured: (round: number) => boolean,
    attending: (round: number) => number = () => size,
  ) {
    this.#size = size;
    this.#isMeasured = isMeasured;
    this.#attending = attending;
  }

  /** An agent takes no part from `round` on: this is its state until it does. */
  rests(agent: AgentId, round: number, state: State, { sent, mixerState }: Report): void {
    const report = { sent: { ...sent }, mixerState: copyOf(mixerState) as MixerState };
    this.#rests.push({
      agent,
      from: round,
      until: Number.POSITIVE_INFINITY,
      state: copyOf(state),
      ...report,
    });
  }

  /** It takes part again, from `round` on. */
  returns(agent: AgentId, round: number): void {
    for (const rest of this.#rests) if (rest.agent === agent) rest.until = Math.min(rest.until, round);
  }

  /** An agent has passed a round; answers the round if it was the last to do so. */
  passed(agent: AgentId, round: number, state: State, report: Report): WholeRound | undefined {
    const gathered = this.#of(round);
    add(gathered, agent, state, report);
    if (--gathered.missing > 0) return undefined;
    this.#partial.delete(round);
    for (const rest of this.#rests)
      if (round >= rest.from && round < rest.until) add(gathered, rest.agent, rest.state, rest);
    return gathered;
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
        missing: this.#attending(round),
      };
      this.#partial.set(round, gathered);
    }
    return gathered;
  }
}

function add(
  { states, mixers, sent: sum }: PartialRound,
  agent: AgentId,
  state: State,
  report: Report,
): void {
  const { sent, mixerState } = report;
  if (states !== undefined) {
    states[agent] = copyOf(state);
    mixers![agent] = copyOf(mixerState) as MixerState;
  }
  sum.messages += sent.messages;
  sum.bytes += sent.bytes;
  sum.wireBytes += sent.wireBytes;
}
