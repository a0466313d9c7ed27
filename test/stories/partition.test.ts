// A partition that heals: what both ends know, and what nobody knows.
import t from "tap";
import type { Link } from "../../src/network/link.ts";
import { virtualOver } from "../../src/runners/virtual.ts";
import { collect, experimentOf, type Seen, small } from "../runners/experiments.ts";

const latency: Link = {
  init: () => undefined,
  carry: (_, now, state) => ({ arrivals: [now + 1], state }),
};

/** Between two halves of eight agents nothing arrives before 600 ms; nobody is told. */
const cut: Link = {
  init: ({ from, to }) => from < 4 !== to < 4,
  carry: (_, now, state) => ({
    arrivals: state === true && now < 600 ? [] : [now + 1],
    state,
  }),
};

const learning = {
  ...small,
  agents: 8,
  rounds: 500,
  measure: { every: 5 },
  algorithm: { ...small.algorithm, temperature: 0.3 },
};
const silent = (rule: string) => ({ ...learning, network: { patience: 5, whenMissing: { kind: rule } } });
const gaps = (seen: readonly Seen[]) => seen.map(({ row }) => row.tracking_gap!);

t.test("known to both ends: the gap is rounding during the partition and after", async (t) => {
  const outages = [{ kind: "partition", fromRound: 1, untilRound: 90 }];
  const raw = { ...learning, topology: { kind: "ring", outages } };
  const seen = await collect(experimentOf(raw), virtualOver(latency));
  t.ok(Math.max(...gaps(seen)) < 1e-12);
  const consensus = (round: number) => seen.find((one) => one.round === round)!.row.policy_consensus!;
  t.ok(consensus(85) > 1e-2, `each half has found its own policy: ${consensus(85)}`);
  t.ok(consensus(500) < 1e-9, "healed, they find the common one");
});

t.test("known to nobody: running sums bring all of it back", async (t) => {
  const sums = await collect(experimentOf(silent("running-sums")), virtualOver(cut));
  t.ok(Math.max(...gaps(sums)) > 1e-3, "during the partition mass is under way");
  t.ok(gaps(sums).at(-1)! < 1e-9, `healed: ${gaps(sums).at(-1)}`);
  const end = sums.at(-1)!.row;
  t.ok(Math.abs(end.optimality_gap!) < 1e-9, `${end.optimality_gap}, consensus ${end.policy_consensus}`);
  for (const { row } of sums) t.ok((row.mass_error ?? 0) < 1e-12);
});

t.test("a clean cut is no loss of the mean: each end misses the other", async (t) => {
  const seen = await collect(experimentOf(silent("to-self")), virtualOver(cut));
  const half = seen.findLast(({ row }) => row.virtual_seconds! < 0.6)!;
  t.ok(half.row.missing! > 0);
  t.ok(half.row.policy_consensus! > 1e-2, `apart: ${half.row.policy_consensus}`);
  t.ok(seen.at(-1)!.row.policy_consensus! < 1e-9, "together again");
});
