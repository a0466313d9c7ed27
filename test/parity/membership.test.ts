// Agents that come and go: peers over js-libp2p compute the bits of virtual time, and keep Σ (T − Q).
import fc from "fast-check";
import t from "tap";
import { maxDifference, meanOf } from "../../src/math/vectors.ts";
import { type Change, Membership } from "../../src/network/membership.ts";
import { libp2pOver } from "../../src/runners/libp2p.ts";
import type { Runner } from "../../src/runners/runner.ts";
import { virtual } from "../../src/runners/virtual.ts";
import { collect, experimentOf, type Seen, small } from "../runners/experiments.ts";

const learning = { ...small, agents: 6, rounds: 24 };
const experimentWith = (membership: readonly object[], change: Record<string, unknown> = {}) =>
  experimentOf({ ...learning, ...change, network: { membership, ...(change.network as object) } });

const bits = (seen: readonly Seen[]) =>
  seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic }));

const cases: Record<string, [changes: readonly Change[], change?: Record<string, unknown>]> = {
  "one leaves": [[{ kind: "leaves", agent: 2, round: 10 }]],
  "two leave at once to one heir": [
    [
      { kind: "leaves", agent: 1, round: 7 },
      { kind: "leaves", agent: 3, round: 7 },
    ],
    { topology: { kind: "complete" } },
  ],
  "one joins": [[{ kind: "joins", agent: 4, round: 12 }]],
  "one joins with the last round": [[{ kind: "joins", agent: 4, round: 24 }]],
  "one is lost": [[{ kind: "lost", agent: 1, round: 8 }]],
  "one leaves and comes back": [
    [
      { kind: "leaves", agent: 3, round: 5 },
      { kind: "joins", agent: 3, round: 15 },
    ],
  ],
  "one leaves with a round that another is lost with, a third comes": [
    [
      { kind: "leaves", agent: 0, round: 9 },
      { kind: "lost", agent: 2, round: 9 },
      { kind: "joins", agent: 5, round: 9 },
    ],
    { topology: { kind: "complete" } },
  ],
  "measured rarely, several exchanges a mix": [
    [
      { kind: "leaves", agent: 2, round: 7 },
      { kind: "joins", agent: 2, round: 18 },
      { kind: "lost", agent: 4, round: 13 },
    ],
    { measure: { every: 5 }, mixing: { kind: "metropolis", gossipRounds: 3 } },
  ],
  "a joiner with patience, which waits for its neighbours": [
    [{ kind: "joins", agent: 4, round: 12 }],
    { network: { patience: 100_000 } },
  ],
  "nothing tracked": [
    [{ kind: "leaves", agent: 3, round: 4 }],
    { algorithm: { ...small.algorithm, kind: "local-q" } },
  ],
  "nothing mixed, so that there are no edges": [
    [
      { kind: "leaves", agent: 3, round: 4 },
      { kind: "joins", agent: 1, round: 9 },
    ],
    { algorithm: { ...small.algorithm, kind: "independent" }, network: { patience: 100_000 } },
  ],
};

for (const [name, [changes, change]] of Object.entries(cases)) {
  t.test(name, async (t) => {
    const expected = bits(await collect(experimentWith(changes, change), virtual));
    for (const transport of ["memory", "tcp"] as const) {
      const seen = await collect(experimentWith(changes, change), libp2pOver(transport));
      t.same(bits(seen), expected, `through ${transport}`);
    }
  });
}

t.test("a run diverges that somebody has left: it ends, with the same word", async (t) => {
  const raw = {
    ...small,
    ...{ agents: 3, rounds: 100_000, measure: { every: 100_000 }, topology: { kind: "complete" } },
    mixing: { kind: "given", matrix: "w.csv" },
    environment: { kind: "values", dimension: 2 },
    algorithm: { kind: "averaging" },
    network: { membership: [{ kind: "leaves", agent: 2, round: 3 }] },
  };
  const experiment = () => experimentOf(raw, { "w.csv": "3,-1,-1\n-1,3,-1\n-1,-1,3\n" });
  const word = (runner: Runner) => collect(experiment(), runner).then(String, ({ message }) => message);
  const expected = await word(virtual);
  t.match(expected, /agent \d, round \d+: array "values" is no longer finite/);
  t.equal(await word(libp2pOver("memory")), expected);
});

/** Agents and the rounds with which each comes or goes, alternately. */
const drawn = fc.record({
  topology: fc.constantFrom<object>(
    { kind: "ring" },
    { kind: "erdos-renyi", probability: 0.6 },
    { kind: "complete" },
  ),
  plans: fc.array(
    fc.record({
      rounds: fc.uniqueArray(fc.integer({ min: 1, max: 13 }), { minLength: 1, maxLength: 3 }),
      isLate: fc.boolean(),
      goes: fc.constantFrom("leaves", "leaves", "lost"),
    }),
    { minLength: 5, maxLength: 5 },
  ),
});

/** The changes of plans, of which the first agent has none: somebody is always there. */
function changesOf({ plans }: typeof drawn extends fc.Arbitrary<infer T> ? T : never): Change[] {
  return plans.flatMap(({ rounds, isLate, goes }, k) =>
    rounds
      .toSorted((a, b) => a - b)
      .map((round, n) => {
        const kind = (n % 2 === 0) === isLate ? "joins" : (goes as "leaves" | "lost");
        return { kind, agent: k + 1, round };
      }),
  );
}

t.test("drawn memberships: the bits of virtual time, and Σ (T − Q) over those present", async (t) => {
  let leavers = 0;
  await fc.assert(
    fc.asyncProperty(drawn, async (plan) => {
      const changes = changesOf(plan);
      const { topology } = plan;
      const experiment = () => experimentWith(changes, { topology, rounds: 14 });
      try {
        experiment();
      } catch {
        // Somebody would leave who has nobody to hand over to.
        return fc.pre(false);
      }
      const seen = await collect(experiment(), libp2pOver("memory"));
      t.same(bits(seen), bits(await collect(experiment(), virtual)));
      const membership = new Membership(changes, 6);
      for (const { round, rows } of seen) {
        const present = [0, 1, 2, 3, 4, 5].filter((id) => membership.isPresent(id, round));
        const mean = (name: string) => meanOf(present.map((id) => rows[id]![name]!));
        t.ok(maxDifference(mean("tracker"), mean("q")) < 1e-12);
      }
      for (const { kind, agent, round } of changes) {
        const { tracker, q } = seen[round - 1]!.rows[agent]!;
        if (kind === "leaves" && maxDifference(tracker!, q!) > 1e-3) leavers++;
      }
    }),
    { seed: 11, numRuns: 15 },
  );
  t.ok(leavers > 10, `${leavers} had something to hand over`);
});
