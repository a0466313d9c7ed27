// Outages are part of the graph: lockstep and peers, slow or fast, see the same.
import t from "tap";
import { collect, experimentOf, small } from "../runners/experiments.ts";
import { haveParity } from "./runners.ts";

const outages = [
  { kind: "flickering", failure: 0.2, repair: 0.4 },
  { kind: "partition", fromRound: 4, untilRound: 7 },
  { kind: "scheduled", fromRound: 8, untilRound: 10, agents: [2] },
];

const cases = {
  fednpg: { ...small, agents: 6, topology: { kind: "ring", outages } },
  "with several exchanges a mix": {
    ...small,
    agents: 6,
    topology: { kind: "ring", outages },
    mixing: { kind: "metropolis", gossipRounds: 3 },
  },
  "on a graph that changes anyway": {
    ...small,
    agents: 8,
    topology: {
      kind: "one-peer-exponential",
      outages: [{ kind: "flickering", of: "agents", failure: 0.3, repair: 0.5 }],
    },
    mixing: { kind: "equal" },
    allowBiasedMixing: true,
  },
  "with a server": { ...small, topology: { kind: "complete", outages }, mixing: { kind: "uniform" } },
};

for (const [name, raw] of Object.entries(cases))
  await t.test(name, (t) => haveParity(t, () => experimentOf(raw)));

t.test("outages change the bits, keep the mean, and draw from the graph's seed", async (t) => {
  const averaging = {
    ...small,
    agents: 6,
    environment: { kind: "values", dimension: 3 },
    algorithm: { kind: "averaging" },
  };
  const digests = async (topology: object) =>
    (await collect(experimentOf({ ...averaging, topology }))).map(({ digest }) => digest);
  const [calm, stormy] = [await digests({ kind: "ring" }), await digests({ kind: "ring", outages })];
  t.not(stormy.at(-1), calm.at(-1));
  t.not((await digests({ kind: "ring", seed: 9, outages })).at(-1), stormy.at(-1));
  const seen = await collect(experimentOf({ ...averaging, topology: { kind: "ring", outages } }));
  const means = seen.map(({ rows }) => meanOf(rows.map(({ values }) => values as Float64Array)));
  for (const mean of means)
    mean.forEach((value, k) => {
      t.ok(Math.abs(value - means[0]![k]!) < 1e-14, `${value} is ${means[0]![k]}`);
    });
  const ids = [averaging, { ...averaging, topology: { kind: "ring", outages } }].map(
    (raw) => experimentOf(raw).digest,
  );
  t.not(ids[0], ids[1], "they are in the scenarioDigest");
});

t.test("trackers keep their mean through outages", async (t) => {
  const seen = await collect(experimentOf({ ...cases.fednpg, rounds: 30 }));
  const gaps = seen.map(({ row }) => row.tracking_gap!);
  t.ok(
    gaps.every((gap) => gap < 1e-12),
    `${Math.max(...gaps)}`,
  );
});

function meanOf(rows: readonly Float64Array[]): number[] {
  return Array.from(rows[0]!, (_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length);
}
