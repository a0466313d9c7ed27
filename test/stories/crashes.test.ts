// Famous cases: crashes at every point of a round, of neighbours at once, of everybody in turn. Whoever
// comes back to a saved round does again what it had done, and nobody can tell the difference by the bits.
import t from "tap";
import type { Link } from "../../src/network/link.ts";
import { experimentOf, small } from "../runners/experiments.ts";
import { peersOf } from "../runners/peers.ts";

const latency: Link = {
  init: () => undefined,
  carry: (_, now, state) => ({ arrivals: [now + 1], state }),
};
const rounds = 8;
const worlds = {
  "fednpg on a ring": { ...small, agents: 5, rounds },
  "two exchanges a mix": { ...small, agents: 5, rounds, mixing: { kind: "metropolis", gossipRounds: 2 } },
  "one-way edges": {
    ...small,
    agents: 5,
    rounds,
    topology: { kind: "directed-ring" },
    mixing: { kind: "equal" },
  },
  "running sums": { ...small, agents: 5, rounds, network: { whenMissing: { kind: "running-sums" } } },
  "running sums, two exchanges a mix": {
    ...small,
    ...{ agents: 5, rounds, topology: { kind: "star" } },
    mixing: { kind: "metropolis", gossipRounds: 2 },
    network: { whenMissing: { kind: "running-sums" } },
  },
  "last known": { ...small, agents: 5, rounds, network: { whenMissing: { kind: "last-known" } } },
  "a star": { ...small, agents: 5, rounds, topology: { kind: "star" } },
};

interface Crash {
  readonly agent: number;
  readonly at: number;
  readonly downMs: number;
}

/** Each agent computes for 1 ms a round, messages take 1 ms. */
function run(raw: object, crashes: readonly Crash[] = []) {
  const computing = [1, 1, 1, 1, 1];
  const experiment = experimentOf(raw as Record<string, unknown>);
  const { clock, peers, passed, states, run } = peersOf(experiment, latency, computing, { saves: true });
  for (const { agent, at, downMs } of crashes) {
    clock.after(at, () => peers[agent]!.crash());
    clock.after(at + downMs, () => peers[agent]!.restart());
  }
  run();
  return { passed, states, time: clock.now() };
}

for (const [name, raw] of Object.entries(worlds)) {
  const clean = run(raw);
  t.same(clean.passed, new Array(5).fill(rounds), name);

  t.test(`${name}: crash and restart at each point of a round`, async (t) => {
    for (let at = 0.25; at < 14; at += 0.25) {
      for (const downMs of [0, 0.5, 6]) {
        const { passed, states } = run(raw, [{ agent: 2, at, downMs }]);
        if (passed.some((round) => round !== rounds)) t.fail(`at ${at} for ${downMs}: ${passed}`);
        t.same(states, clean.states, `at ${at} for ${downMs}`);
      }
    }
  });

  t.test(`${name}: two neighbours crash, together and one in the other's absence`, async (t) => {
    for (let at = 0.25; at < 9; at += 0.5) {
      for (const [delay, first, second] of [
        [0, 3, 3],
        [0.75, 4, 1],
        [0.75, 1, 4],
        [2, 3, 3],
      ] as const) {
        const { passed, states } = run(raw, [
          { agent: 0, at, downMs: first },
          { agent: 1, at: at + delay, downMs: second },
        ]);
        if (passed.some((round) => round !== rounds)) t.fail(`at ${at}, ${delay}, ${first}: ${passed}`);
        t.same(states, clean.states, `at ${at}, ${delay} later`);
      }
    }
  });

  t.test(`${name}: everybody crashes in turn, and then all at once`, async (t) => {
    const inTurn = [0, 1, 2, 3, 4].map((agent) => ({ agent, at: 2 + 3.3 * agent, downMs: 2 }));
    const atOnce = [0, 1, 2, 3, 4].map((agent) => ({ agent, at: 30, downMs: 5 }));
    const { states, time } = run(raw, [...inTurn, ...atOnce]);
    t.same(states, clean.states);
    t.ok(time > clean.time, "it only took longer");
  });
}
