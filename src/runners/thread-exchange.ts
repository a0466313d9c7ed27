// What a `mix` is between threads: every agent's message is laid out in shared memory, then each thread
// forms the averages of its own agents. The same additions in the same order as in a single thread: the
// same bits.
import { assert } from "../error.ts";
import type { Mixing } from "../mixing/mixing.ts";
import type { Barrier } from "./barrier.ts";
import type { Exchange } from "./cohort.ts";
import { averageRows, messagesOf, rowsByName, type TrafficCounter } from "./exchange.ts";

/** What the threads of a run share. */
export interface SharedOutbox {
  /** Two boards of N × `numbers` float64, used in turn: one barrier per exchange is enough. */
  readonly boards: readonly [Float64Array, Float64Array];
  /** The most numbers that one agent's message holds. */
  readonly numbers: number;
}

export interface ThreadExchangeOptions {
  readonly mixing: Mixing;
  readonly gossipRounds: number;
  readonly traffic: TrafficCounter;
  readonly outbox: SharedOutbox;
  readonly barrier: Barrier;
  /** The thread's first agent. */
  readonly first: number;
}

/** The exchange of one thread. */
export function threadExchange(options: ThreadExchangeOptions): Exchange {
  const { mixing, gossipRounds, traffic, outbox, barrier, first } = options;
  const rowsOf = rowViews(outbox, mixing.topology.size);
  let turn = 0;
  return (round, messages, give) => {
    const names = Object.keys(messages[0]!);
    let own: (readonly Float64Array[])[] = rowsByName(messages, names);
    const lengths = own.map(([row]) => row!.length);
    const numbers = lengths.reduce((sum, length) => sum + length, 0);
    assert(
      numbers <= outbox.numbers,
      `messages hold at most ${outbox.numbers} numbers, as in the first rounds`,
    );
    for (let s = 0; s < gossipRounds; s++) {
      const step = round * gossipRounds + s;
      turn = 1 - turn;
      post(outbox, turn, first, own);
      barrier.wait();
      let offset = 0;
      own = lengths.map((length) => {
        const outs = give(length);
        averageRows(mixing, step, rowsOf(turn, offset, length), first, outs);
        offset += length;
        return outs;
      });
      traffic.count(step, numbers);
    }
    return messagesOf(names, own, messages.length);
  };
}

/** Lays every agent's arrays out one after the other. */
function post(
  { boards, numbers }: SharedOutbox,
  turn: number,
  first: number,
  rows: readonly (readonly Float64Array[])[],
): void {
  let offset = 0;
  for (const ofAgents of rows) {
    ofAgents.forEach((row, k) => {
      boards[turn as 0].set(row, (first + k) * numbers + offset);
    });
    offset += ofAgents[0]!.length;
  }
}

/** Views of one array of every agent on a board; made once. */
function rowViews({ boards, numbers }: SharedOutbox, agents: number) {
  const known = new Map<string, readonly Float64Array[]>();
  return (turn: number, offset: number, length: number): readonly Float64Array[] => {
    const key = `${turn} ${offset} ${length}`;
    const rows =
      known.get(key) ??
      Array.from({ length: agents }, (_, agent) => {
        const at = agent * numbers + offset;
        return boards[turn as 0].subarray(at, at + length);
      });
    known.set(key, rows);
    return rows;
  };
}
