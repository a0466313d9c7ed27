// Agents that come and go: what each change keeps, what it loses, and that nobody waits for who is away.
import t from "tap";
import { z } from "zod";
import { maxDifference, meanOf } from "../../src/math/vectors.ts";
import type { MissingKind } from "../../src/mixing/missing/missing.ts";
import { runningSumsRule } from "../../src/mixing/missing/running-sums.ts";
import { virtualOver } from "../../src/runners/virtual.ts";
import { builtIn } from "../../src/scenario/registry.ts";
import type { Rows } from "../algorithms/simulation.ts";
import { randomLatency } from "../parity/runners.ts";
import { collect, experimentOf, small } from "./experiments.ts";

const learning = { ...small, agents: 6, rounds: 30, topology: { kind: "complete" } };

const run = (membership: readonly object[], change: object = {}, network: object = {}) =>
  collect(
    experimentOf({ ...learning, ...change, network: { membership, ...network } }),
    virtualOver(randomLatency),
  );

/** max |mean T − mean Q| over some agents. */
function gapAmong(rows: Rows, agents: readonly number[]): number {
  const mean = (name: string) => meanOf(agents.map((agent) => rows[agent]![name]!));
  return maxDifference(mean("tracker"), mean("q"));
}

t.test("a leaver hands T − Q over: the gap of those who stay is rounding, at every round", async (t) => {
  const seen = await run([
    { kind: "leaves", agent: 2, round: 10 },
    { kind: "leaves", agent: 0, round: 10 },
    { kind: "leaves", agent: 5, round: 17 },
  ]);
  t.equal(seen.length, 31);
  for (const { round, rows, row } of seen) {
    const present = [0, 1, 2, 3, 4, 5].filter(
      (id) => !(round >= 10 && (id === 2 || id === 0)) && !(round >= 17 && id === 5),
    );
    t.ok(gapAmong(rows, present) < 1e-13);
    t.ok(row.tracking_gap! < 1e-13, "the metrics are over those present");
  }
  // What they took along unasked would have been this much.
  const { rows } = seen[9]!;
  t.ok(maxDifference(rows[2]!.tracker!, rows[2]!.q!) > 1e-3);
});

t.test("a late joiner begins with T = Q and is drawn to the others", async (t) => {
  const seen = await run([{ kind: "joins", agent: 4, round: 12 }], {
    topology: { kind: "ring" },
    rounds: 120,
  });
  for (const { row } of seen) t.ok(row.tracking_gap! < 1e-13);
  const [before, at, end] = [seen[11]!, seen[12]!, seen[120]!];
  t.same(before.rows[4]!.tracker, before.rows[4]!.q);
  t.same(
    [before, at].map(({ agents }) => agents.value!.length),
    [5, 6],
    "not measured before it joins",
  );
  t.ok(at.row.policy_consensus! > before.row.policy_consensus!, "it comes as a stranger");
  t.ok(end.row.policy_consensus! < 0.1 * at.row.policy_consensus!);
});

t.test("who is lost takes T − Q along: the rest begin anew with T = Q", async (t) => {
  const seen = await run([{ kind: "lost", agent: 1, round: 8 }]);
  for (const { row } of seen) t.ok(row.tracking_gap! < 1e-13);
  const { rows } = seen[7]!;
  t.ok(maxDifference(rows[1]!.tracker!, rows[1]!.q!) > 1e-3, "what it takes along is not nothing");
});

t.test("one who leaves and joins again begins anew, with its own policy", async (t) => {
  const seen = await run([
    { kind: "leaves", agent: 3, round: 5 },
    { kind: "joins", agent: 3, round: 20 },
  ]);
  for (const { row } of seen) t.ok(row.tracking_gap! < 1e-13);
  t.same(seen[19]!.rows[3]!.logPolicy, seen[4]!.rows[3]!.logPolicy, "away, nothing happens to it");
  t.notSame(seen[20]!.rows[3]!.logPolicy, seen[4]!.rows[3]!.logPolicy);
});

t.test("trackers of innovations and proposals too are settled by all who come and go", async (t) => {
  const steps = { basisStep: 0.3, headStep: 0.3, rank: 2 };
  const control = { kind: "subspace-control", states: 6, rank: 2, dimension: 4 };
  const prediction = { kind: "subspace-prediction", states: 9, dimension: 5, rank: 2 };
  for (const [environment, algorithm] of [
    [prediction, { kind: "subspace-td", ...steps }],
    [control, { kind: "subspace-actor-critic", ...steps, actorStep: 0.1 }],
    [prediction, { kind: "deepca-td", ...steps }],
  ]) {
    const membership = [
      { kind: "joins", agent: 4, round: 6 },
      { kind: "leaves", agent: 2, round: 10 },
      { kind: "lost", agent: 1, round: 17 },
      { kind: "joins", agent: 2, round: 22 },
    ];
    const seen = await run(membership, { environment, algorithm, topology: { kind: "ring" } });
    for (const { row } of seen) t.ok(row.tracking_gap! < 1e-13);
    t.ok(seen.at(-1)!.row.tracking_error! > 1e-3, "what trackers carry is not nothing");
  }
});

t.test("plain averaging keeps the mean of those present: x of a leaver stays with it", async (t) => {
  const raw = {
    environment: { kind: "values", dimension: 2 },
    algorithm: { kind: "averaging" },
    topology: { kind: "ring" },
    rounds: 60,
  };
  const seen = await run([{ kind: "leaves", agent: 3, round: 1 }], raw);
  const others = [0, 1, 2, 4, 5];
  const mean = (n: number) => meanOf(others.map((agent) => seen[n]!.rows[agent]!.values!));
  t.ok(maxDifference(mean(60), mean(0)) < 1e-14);
});

t.test("joiners and running sums: the mass of those who came is theirs", async (t) => {
  const seen = await run(
    [{ kind: "joins", agent: 2, round: 6 }],
    { rounds: 300, measure: { every: 50 } },
    {
      whenMissing: { kind: "running-sums" },
    },
  );
  t.ok(seen.at(-1)!.row.mass_error! < 1e-11);
  t.ok(seen.at(-1)!.row.tracking_gap! < 1e-9);
});

/** Edges one way, from each agent to the next and from some to others: no two columns alike. */
const oneWay = ["0,1", "1,2", "2,3", "3,4", "4,5", "5,0", "0,3", "3,1", "1,4", "4,0", "2,0", "1,5"];
const graphs = {
  "a complete graph": {},
  "a circulant one way": {
    topology: { kind: "circulant", offsets: [1, 2], directed: true },
    mixing: { kind: "out-degree" },
  },
  "a one-way graph out of balance": {
    topology: { kind: "file", path: "graph.csv", directed: true },
    mixing: { kind: "out-degree" },
  },
};
const fates = {
  "nothing lost": {},
  "three in ten lost": {
    patience: 20,
    links: {
      latency: { kind: "uniform", lowestMs: 0, highestMs: 9 },
      loss: { kind: "independent", probability: 0.3 },
    },
  },
};
const comings = {
  "one leaves": [{ kind: "leaves", agent: 2, round: 10 }],
  "two leave at once and one comes back": [
    { kind: "leaves", agent: 2, round: 10 },
    { kind: "leaves", agent: 4, round: 10 },
    { kind: "joins", agent: 2, round: 13 },
  ],
  "one is lost and comes back": [
    { kind: "lost", agent: 1, round: 12 },
    { kind: "joins", agent: 1, round: 15 },
  ],
};

/** FedNPG whose Q stops changing when its policy has settled, under sums. */
function underSums(graph: object, network: object, membership: readonly object[]) {
  const raw = {
    ...learning,
    algorithm: { kind: "fednpg", stepSize: 0.1, temperature: 0.5 },
    rounds: 500,
    measure: { every: 5 },
    ...graph,
    network: { membership, whenMissing: { kind: "running-sums" }, ...network },
  };
  const experiment = experimentOf(raw, { "graph.csv": ["source,target", ...oneWay].join("\n") });
  return collect(experiment, "links" in network ? virtualOver() : virtualOver(randomLatency));
}

for (const [graph, change] of Object.entries(graphs)) {
  for (const [fate, network] of Object.entries(fates)) {
    for (const [coming, membership] of Object.entries(comings)) {
      t.test(`running sums, ${graph}, ${fate}: ${coming}`, async (t) => {
        const seen = await underSums(change, network, membership);
        const worst = Math.max(...seen.map(({ row }) => row.mass_error ?? 0));
        t.ok(worst < 1e-12, `mass error ${worst}`);
        const gap = seen.at(-1)!.row.tracking_gap!;
        t.ok(gap < 1e-9, `tracking gap ${gap}`);
        t.equal(seen.at(-1)!.round, 500);
      });
    }
  }
}

t.test("running sums: when packets come changes no bit of who comes and goes", async (t) => {
  const graph = graphs["a complete graph"];
  const coming = comings["two leave at once and one comes back"];
  const change = { ...graph, rounds: 30 };
  const [one, other] = [
    await underSums(change, {}, coming),
    await underSums(change, { links: { latency: { kind: "constant", ms: 3 } } }, coming),
  ];
  t.same(
    one.map(({ digest }) => digest),
    other.map(({ digest }) => digest),
  );
});

t.test("running sums: what is not tracked keeps its mean when all agree", async (t) => {
  const raw = {
    ...graphs["a circulant one way"],
    environment: { kind: "values", dimension: 2 },
    algorithm: { kind: "averaging" },
    measure: { every: 1 },
    rounds: 160,
  };
  const seen = await underSums(raw, fates["three in ten lost"], [{ kind: "leaves", agent: 3, round: 120 }]);
  const mean = meanOf(seen[0]!.rows.map(({ values }) => values!));
  const others = [0, 1, 2, 4, 5];
  t.ok(maxDifference(seen[3]!.rows[3]!.values!, mean) > 1e-2, "there was something to agree on");
  for (const agent of others) t.ok(maxDifference(seen[160]!.rows[agent]!.values!, mean) < 1e-9);
});

t.test("what cannot be is refused", async (t) => {
  const refused = (membership: object[], pattern: RegExp, network: object = {}, change: object = {}) =>
    t.throws(() => experimentOf({ ...learning, ...change, network: { membership, ...network } }), pattern);
  const leaves = { kind: "leaves", agent: 2, round: 4 };
  refused(
    [leaves, { ...leaves, round: 6 }],
    /agent 2 leaves at round 6"; after it leaves at round 4 the other/,
  );
  refused([{ ...leaves, agent: 6 }], /agents are numbered from 0 to 5/);
  refused([leaves, { ...leaves, kind: "joins" }], /one change of an agent a round/);
  refused([leaves], /network.mode.kind: .*synchronous/, { mode: { kind: "bounded-staleness", rounds: 2 } });
  refused(
    [leaves],
    /network.membership: .*symmetric/,
    {},
    {
      topology: { kind: "directed-ring" },
      mixing: { kind: "equal" },
    },
  );
  const { renew: _, ...unable } = { begin() {}, mixed: () => ({}), settle() {}, inherit() {}, renew() {} };
  const rule = { ...runningSumsRule, mixerOf: () => unable };
  const mine: MissingKind = {
    kind: "mine",
    summary: "mass",
    options: z.strictObject({}),
    build: () => rule,
  };
  const registry = { ...builtIn, missingRules: [...builtIn.missingRules, mine] };
  const raw = { ...learning, network: { membership: [leaves], whenMissing: { kind: "mine" } } };
  t.throws(
    () => experimentOf(raw, {}, registry),
    /network.whenMissing.kind: got "mine"; a rule whose mixers/,
  );
  const star = { topology: { kind: "star" }, mixing: { kind: "metropolis" } };
  refused(
    [
      { ...leaves, agent: 0, round: 3 },
      { ...leaves, round: 3 },
    ],
    /agent 2 leaves at round 3/,
    {},
    star,
  );
});
