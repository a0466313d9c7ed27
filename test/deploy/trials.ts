// The trials of real networks: what docs/reproductions/real-networks.md shows, and what `npm run
// test:deploy` looks at of it. The relay's process carries some 20,000 packets a second; these need a half
// at most.
import type { Trial } from "./trial.ts";

const megabit = 125_000;
const ring = { agents: 4, rounds: 50, topology: "ring" as const, bytes: 4096 };

const latencies: readonly Trial[] = [5, 20, 50, 100].map((latencyMs) => ({
  ...ring,
  name: `latency-${latencyMs}`,
  road: { line: { latencyMs } },
}));

const rates: readonly Trial[] = [
  { rate: 1, kilobytes: 4, rounds: 40 },
  { rate: 1, kilobytes: 16, rounds: 30 },
  { rate: 1, kilobytes: 64, rounds: 12 },
  { rate: 10, kilobytes: 16, rounds: 50 },
  { rate: 10, kilobytes: 64, rounds: 40 },
].map(({ rate, kilobytes, rounds }) => ({
  ...ring,
  rounds,
  name: `${rate}-mbit-${kilobytes}-kib`,
  bytes: 1024 * kilobytes,
  road: { line: { latencyMs: 5, bytesPerSecond: rate * megabit } },
}));

const graphs: readonly Trial[] = [
  { ...ring, name: "star", topology: "star", road: { line: { latencyMs: 20 } } },
  {
    ...ring,
    name: "star-uplink",
    topology: "star",
    bytes: 16_384,
    road: { line: { latencyMs: 5 }, uplink: 5 * megabit },
  },
  {
    ...ring,
    name: "slow-edge",
    road: { line: { latencyMs: 10 }, others: [{ between: [1, 2], latencyMs: 80 }] },
  },
  { ...ring, name: "two-exchanges", exchanges: 2, road: { line: { latencyMs: 20 } } },
  { ...ring, name: "eight-latency", agents: 8, road: { line: { latencyMs: 50 } } },
  {
    ...ring,
    name: "eight-1-mbit",
    agents: 8,
    rounds: 20,
    bytes: 16_384,
    road: { line: { latencyMs: 5, bytesPerSecond: megabit } },
  },
];

/** All whose times are compared. */
export const trials: readonly Trial[] = [...latencies, ...rates, ...graphs];

/** Those that `npm run test:deploy` looks at. */
export const checkedTrials: readonly Trial[] = trials.filter(({ name }) =>
  ["latency-20", "latency-100", "1-mbit-16-kib", "star-uplink", "slow-edge", "two-exchanges"].includes(
    name,
  ),
);

/** One packet in fifty is lost, and TCP sends it again: here only digests are looked at. */
export const lossyTrial: Trial = {
  ...ring,
  name: "loss",
  road: { line: { latencyMs: 10, loss: 0.02 } },
};
