// A schedule is that of the run: the same times, packets and stragglers, without learning.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { numbersOf } from "../../src/journal/numbers.ts";
import { run } from "../../src/runners/run.ts";
import { scheduleOf } from "../../src/runners/schedule.ts";
import { experimentOf, small } from "./experiments.ts";

const network = {
  preset: "mobile",
  links: { duplication: { kind: "duplicate", probability: 0.2 } },
  agents: { factors: [1, 1, 20] },
};

for (const raw of [
  { ...small, network },
  { ...small, network, mixing: { kind: "metropolis", gossipRounds: 2 } },
  { ...small, network, environment: { kind: "values", dimension: 3 }, algorithm: { kind: "averaging" } },
  { ...small, network, algorithm: { ...small.algorithm, kind: "local-q" } },
  { ...small, network: { preset: "sensor", patience: 300, whenMissing: { kind: "running-sums" } } },
]) {
  const lossy = "preset" in raw.network && raw.network.preset === "sensor" ? " over lossy links" : "";
  await t.test(`the schedule of ${raw.algorithm.kind}${lossy} is the run's`, async (t) => {
    const { rows, folder } = await run(experimentOf(raw), { out: t.testdir(), on: "virtual" });
    const schedule = await scheduleOf(experimentOf(raw));
    t.same(
      schedule.seconds,
      rows.map(({ metrics }) => metrics.virtual_seconds),
    );
    const last = rows.at(-1)!;
    t.same([schedule.messages, schedule.wireBytes], [last.messages, last.metrics.wire_bytes]);
    const table = (name: string) => numbersOf(readFileSync(join(folder, name), "utf8"));
    t.same(schedule.links, table("links.csv"));
    t.same(schedule.peers, table("peers.csv"));
  });
}

t.test("the tables add up", async (t) => {
  const { rows, folder } = await run(experimentOf({ ...small, network }), {
    out: t.testdir(),
    on: "virtual",
  });
  const table = (name: string) => numbersOf(readFileSync(join(folder, name), "utf8"));
  const [links, peers, packets] = [table("links.csv"), table("peers.csv"), table("packets.csv")];
  const sum = (of: Record<string, number>[], name: string) => of.reduce((all, row) => all + row[name]!, 0);
  const { messages, metrics } = rows.at(-1)!;
  t.equal(links.length, 8, "a ring of four has eight directed edges");
  t.equal(sum(links, "packets"), messages);
  t.equal(sum(links, "bytes"), metrics.wire_bytes);
  t.equal(sum(links, "lost"), 0);
  t.ok(sum(links, "duplicates") > 0);
  t.equal(packets.length, sum(links, "packets") + sum(links, "duplicates"), "all fit into the log");
  t.ok(packets.every(({ sent_ms, arrived_ms }) => arrived_ms! > sent_ms!));
  t.ok(sum(peers, "awaited") <= 12 * 2 * 4, "one packet completes an exchange, if it had to wait");
  const end = metrics.virtual_seconds!;
  for (const { agent, rounds, computing_seconds, waiting_seconds } of peers) {
    t.equal(rounds, 13, `agent ${agent}`);
    t.ok(computing_seconds! + waiting_seconds! <= end + 1e-12);
  }
  const busiest = peers.reduce((a, b) => (b.computing_seconds! > a.computing_seconds! ? b : a));
  t.equal(busiest.agent, 2, "the slow one computes most");
  t.ok(
    peers.every(({ agent, awaited }) => agent === 2 || awaited! < busiest.awaited!),
    "and is waited for",
  );
});

t.test("an ideal network takes no time", async (t) => {
  const { seconds, wireBytes } = await scheduleOf(experimentOf(small));
  t.same(new Set(seconds), new Set([0]));
  t.equal(wireBytes, 12 * 2 * 8 * 172);
});

t.test("closed form: latency, rate and computing of a round", async (t) => {
  const raw = {
    ...small,
    network: {
      links: {
        uplink: { kind: "queue", bytesPerSecond: 172_000 },
        latency: { kind: "constant", ms: 10 },
      },
      agents: { computing: { kind: "constant", ms: 3 } },
    },
  };
  const { seconds } = await scheduleOf(experimentOf(raw));
  // Two frames of 172 bytes take 1 ms each to leave; the second of an agent arrives after 12 ms. Two mixes.
  seconds.forEach((time, round) => {
    t.ok(Math.abs(time - (0.003 * (round + 1) + 0.024 * round)) < 1e-9, `round ${round}: ${time}`);
  });
});
