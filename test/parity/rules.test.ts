// Rules that change the bits even where nothing is lost: peers and lockstep agree on them where lockstep can
// carry them out, and on those it cannot, peers agree with each other whatever the latency.
import t from "tap";
import { clippingRule } from "../../src/mixing/missing/clipping.ts";
import { krumRule } from "../../src/mixing/missing/krum.ts";
import { lastKnownRule } from "../../src/mixing/missing/last-known.ts";
import { medianRule } from "../../src/mixing/missing/median.ts";
import type { MissingRule } from "../../src/mixing/missing/missing.ts";
import { runningSumsRule } from "../../src/mixing/missing/running-sums.ts";
import { trimmedMeanRule } from "../../src/mixing/missing/trimmed-mean.ts";
import { virtual, virtualOver } from "../../src/runners/virtual.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";
import { collect, experimentOf, small } from "../runners/experiments.ts";
import { haveParity, randomLatency } from "./runners.ts";

const robust: Record<string, MissingRule> = {
  median: medianRule,
  "trimmed mean": trimmedMeanRule(1),
  clipping: clippingRule(0.5),
  krum: krumRule(1),
};
const worlds = {
  fednpg: { ...small, agents: 6, topology: { kind: "complete" }, rounds: 6 },
  "two exchanges a mix": {
    ...small,
    agents: 6,
    mixing: { kind: "metropolis", gossipRounds: 2 },
    rounds: 5,
  },
};

for (const [name, missing] of Object.entries(robust)) {
  t.test(name, async (t) => {
    for (const raw of Object.values(worlds)) {
      const experiment = (): Experiment => ({ ...experimentOf(raw), missing });
      await haveParity(t, experiment);
      const plain = await collect(experimentOf(raw));
      t.not((await collect(experiment())).at(-1)!.digest, plain.at(-1)!.digest, "other bits than W·X");
    }
  });
}

t.test("last-known is W·X while nothing is lost, and what it knows is digested", async (t) => {
  const experiment = { ...experimentOf(small), missing: lastKnownRule };
  const seen = await collect(experiment, virtualOver(randomLatency));
  const plain = await collect(experimentOf(small));
  const rows = (all: typeof seen) => all.map(({ rows }) => rows);
  t.same(rows(seen), rows(plain));
  t.not(seen.at(-1)!.digest, plain.at(-1)!.digest);
});

const directed = {
  ...small,
  agents: 8,
  topology: { kind: "one-peer-exponential" },
  mixing: { kind: "equal", gossipRounds: 2 },
};

for (const [name, raw] of Object.entries({ undirected: small, "one-way edges that change": directed })) {
  t.test(`running sums, ${name}: latency changes no bit`, async (t) => {
    const experiment = (): Experiment => ({ ...experimentOf(raw), missing: runningSumsRule });
    const still = await collect(experiment(), virtual);
    const late = await collect(experiment(), virtualOver(randomLatency));
    t.same(
      late.map(({ digest }) => digest),
      still.map(({ digest }) => digest),
    );
    const gaps = still.map(({ row }) => row.tracking_gap!);
    t.ok(Math.max(...gaps) < 1e-12, `the mean is kept: ${Math.max(...gaps)}`);
  });
}
