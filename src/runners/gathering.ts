// What all peers of one process report, put together: a round is whole once the slowest has passed it.
import type { State } from "../algorithms/algorithm.ts";
import type { MixerState } from "../mixing/missing/missing.ts";
import type { AgentId } from "../topology/topology.ts";
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

/** Collects states and counts, round by round. */
export class Gathering {
  readonly #size: number;
  readonly #isMeasured: (round: number) => boolean;
  readonly #partial = new Map<number, PartialRound>();

  constructor(size: number, isMeasured: (round: number) => boolean) {
    this.#size = size;
    this.#isMeasured = isMeasured;
  }

  /** An agent has passed a round; answers the round if it was the last to do so. */
  passed(
    agent: AgentId,
    round: number,
    state: State,
    { sent, mixerState }: Report,
  ): WholeRound | undefined {
    const gathered = this.#of(round);
    if (gathered.states !== undefined) {
      gathered.states[agent] = copyOf(state);
      gathered.mixers![agent] = copyOf(mixerState) as MixerState;
    }
    gathered.sent.messages += sent.messages;
    gathered.sent.bytes += sent.bytes;
    gathered.sent.wireBytes += sent.wireBytes;
    if (--gathered.missing > 0) return undefined;
    this.#partial.delete(round);
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
        missing: this.#size,
      };
      this.#partial.set(round, gathered);
    }
    return gathered;
  }
}

/** The peer goes on computing in its arrays while slower ones have still to pass the round. */
function copyOf(state: State): State {
  const copy: Record<string, Float64Array | number> = {};
  for (const name in state) {
    const value = state[name]!;
    copy[name] = typeof value === "number" ? value : value.slice();
  }
  return copy;
}
