// What links and computing times do is a matter of time only: bits are those of lockstep.
import t from "tap";
import { virtual } from "../../src/runners/virtual.ts";
import { collect, experimentOf, type Seen, small } from "../runners/experiments.ts";

const bits = (seen: readonly Seen[]) =>
  seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic }));

const rough = {
  links: {
    uplink: { kind: "queue", bytesPerSecond: 20_000 },
    bandwidth: { kind: "queue", bytesPerSecond: 50_000 },
    duplication: { kind: "duplicate", probability: 0.3 },
    latency: { kind: "log-normal", medianMs: 20, spread: 1 },
    jitter: { kind: "retransmission", probability: 0.2, timeoutMs: 100 },
    order: { kind: "held-back", probability: 0.2, heldMs: 300 },
  },
  agents: { computing: { kind: "pareto", leastMs: 5, shape: 1.5 }, factors: [1, 1, 10] },
};

const networks: Record<string, object> = {
  lan: { preset: "lan" },
  wan: { preset: "wan" },
  mobile: { preset: "mobile" },
  rough,
};

for (const topology of [{ kind: "ring" }, { kind: "directed-ring" }, { kind: "one-peer-exponential" }]) {
  const raw = { ...small, agents: 8, topology, mixing: { kind: "equal" }, allowBiasedMixing: true };
  const expected = bits(await collect(experimentOf(raw)));
  for (const [name, network] of Object.entries(networks)) {
    await t.test(`${topology.kind} over ${name}`, async (t) => {
      const experiment = experimentOf({ ...raw, network });
      const seen = await collect(experiment, virtual);
      t.same(bits(seen), expected);
      t.same(bits(await collect(experiment)), expected, "lockstep knows nothing of it");
      const times = seen.map(({ row }) => row.virtual_seconds!);
      t.ok(
        times.every((time, k) => time > (times[k - 1] ?? 0)),
        `${times}`,
      );
      const again = (await collect(experiment, virtual)).map(({ row }) => row.virtual_seconds);
      t.same(again, times, "equal runs take equally long");
    });
  }
}
