import t from "tap";
import type { RowEntry } from "../../../src/journal/journal.ts";
import { curveOf, rowColumns, rowOf } from "../../../src/runners/study/run-row.ts";
import { certifyExperiment } from "../../../src/scenario/certify.ts";
import { buildExperiment } from "../../../src/scenario/experiment.ts";
import { builtIn } from "../../../src/scenario/registry.ts";
import { resolveScenario } from "../../../src/scenario/scenario.ts";

const gaps = [0.1, 1e-3, 1e-9];

function experiment(algorithm: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) {
  const raw = {
    name: "row",
    agents: 4,
    rounds: 100,
    topology: { kind: "ring" },
    environment: { kind: "path-grid", size: 3, discount: 0.9 },
    algorithm: { kind: "fednpg", stepSize: 0.5, temperature: 0.05, ...algorithm },
    ...rest,
  };
  const built = buildExperiment(resolveScenario(raw, builtIn), builtIn, () => new Uint8Array());
  return { scenario: built.scenario, certificate: certifyExperiment(built) };
}

function rows(count: number, metrics: (round: number) => Record<string, number>): RowEntry[] {
  return Array.from({ length: count }, (_, round) => ({
    kind: "row",
    round,
    digest: `d${round}`,
    messages: 8 * round,
    bytes: 100 * round,
    metrics: metrics(round),
    digests: [],
    agents: {},
  }));
}

const falling = (round: number) => ({
  value: 2 - 0.5 ** round,
  value_worst: 2 - 3 * 0.5 ** round,
  optimality_gap: 0.5 ** round,
  policy_consensus: 0.8 ** round + 1e-3,
});

t.test("the row of a run that converged", async (t) => {
  const run = { ...experiment(), rows: rows(101, falling), end: { round: 100 } };
  const row = rowOf(run, gaps);
  const own = rowColumns(gaps);
  t.same(Object.keys(row).slice(0, own.length), own, "every column, in order");
  t.match(row, {
    algorithm: "fednpg",
    family: "ring",
    mixing: "metropolis",
    agents: 4,
    step_size: 0.5,
    temperature: 0.05,
    noise: null,
    doubly_stochastic: true,
    connected: true,
    rounds: 100,
    "rounds_to_1e-1": 4, // 2⁻⁴ = 0.0625 is the first at or below 0.1
    "bytes_to_1e-1": 400,
    "rounds_to_1e-3": 10,
    "bytes_to_1e-3": 1000,
    "rounds_to_1e-9": 30,
    final_gap: 0.5 ** 100,
    best_gap: 0.5 ** 100,
    bytes: 10_000,
    digest: "d100",
  });
  const near = (value: unknown, wanted: number, tolerance: number) =>
    t.ok(Math.abs(Number(value) - wanted) < tolerance, `${value} is near ${wanted}`);
  near(row.sigma, 1 / 3, 1e-12); // ring of four, weights 1/3: eigenvalues 1, 1/3, 1/3, −1/3
  near(row.alpha, 1 - (0.5 * 0.05) / (1 - 0.9), 1e-12);
  near(row.rate, 0.5, 1e-9);
  near(row.consensus_floor, 1e-3, 1e-5);
  near(row.consensus_rate, 0.8, 5e-3);
  t.ok(Number(row.consensus_rate_low) <= 0.8 && 0.8 <= Number(row.consensus_rate_high));
  near(row.worst_gap, 0, 1e-12);
});

t.test(
  "any column of metrics.csv: its last value, and its mean over the last 30 % of rounds",
  async (t) => {
    const measured = rows(101, (round) => ({
      critic_error: round,
      ...(round < 80 && { own_value: 2 }),
      ...(round < 50 && { trial_length: 1 }),
    }));
    const row = rowOf({ ...experiment(), rows: measured, end: { round: 100 } }, gaps);
    t.match(row, { last_critic_error: 100, late_critic_error: 85.5 }, "rounds 71 to 100");
    t.match(row, { last_own_value: null, late_own_value: 2 }, "where it has been measured");
    t.match(row, { last_trial_length: null, late_trial_length: null });
    const columns = rowColumns(gaps, ["critic_error"]);
    t.same(columns.slice(-2), ["last_critic_error", "late_critic_error"]);
    t.same(columns.slice(0, -2), rowColumns(gaps));
  },
);

t.test("what a run does not have is empty", async (t) => {
  const before = rowOf({ ...experiment(), rows: [], end: { round: 0 } }, gaps);
  t.match(before, { "rounds_to_1e-1": null, final_gap: null, rate: null, bytes: null, digest: null });
  t.type(before.sigma, "number", "the certificate is known before the first row");

  const vanilla = rowOf(
    { ...experiment({ temperature: 0 }), rows: rows(20, falling), end: { round: 19 } },
    gaps,
  );
  t.match(vanilla, { temperature: 0, alpha: null, "rounds_to_1e-9": null });

  const alone = experiment({ kind: "independent" });
  const unmixed = rowOf({ ...alone, rows: rows(20, falling), end: { round: 19 } }, gaps);
  t.match(unmixed, { algorithm: "independent", sigma: null, connected: null, step_size_limit: null });

  const noise = { evaluationNoise: { kind: "gaussian", size: 0.25 } };
  t.equal(rowOf({ ...experiment(noise), rows: [], end: { round: 0 } }, gaps).noise, 0.25);
});

t.test("plain averaging: disagreement of vectors, no gap", async (t) => {
  const averaging = { algorithm: { kind: "averaging" }, environment: { kind: "values" } };
  const measured = rows(60, (round) => ({ values_consensus: 0.6 ** round }));
  const row = rowOf({ ...experiment({}, averaging), rows: measured, end: { round: 59 } }, gaps);
  t.match(row, { algorithm: "averaging", step_size: null, final_gap: null, worst_gap: null, rate: null });
  t.equal(row.final_consensus, 0.6 ** 59);
  t.ok(Math.abs(Number(row.consensus_rate) - 0.6) < 1e-9);
  t.same(curveOf(measured).policy_consensus.slice(0, 2), [1, 0.6]);
});

t.test("a gap below rounding does not count for the rate", async (t) => {
  // Beside a V* of 1e6 gaps below 1e-7 are rounding: here a plateau would hide behind a decay.
  const measured = rows(200, (round) => {
    const gap = Math.max(0.9 ** round, 1e-8 * 0.999 ** round);
    return { value: 1e6 - gap, optimality_gap: gap };
  });
  const { rate } = rowOf({ ...experiment(), rows: measured, end: { round: 199 } }, gaps);
  t.ok(Math.abs(Number(rate) - 0.9) < 1e-6, `${rate}`);
});

t.test("curves are short, dense at first, and have both ends", async (t) => {
  for (const count of [0, 1, 64, 256, 257, 300, 5000, 100_001]) {
    const { round, optimality_gap, worst_gap, bytes } = curveOf(rows(count, falling));
    t.ok(round.length <= 256 && round.length === Math.min(count, round.length), `${count} rows`);
    t.ok(count > 256 ? round.length > 200 || count < 400 : round.length === count, `${round.length} kept`);
    t.same(
      round.slice(0, 64),
      Array.from({ length: Math.min(count, 64) }, (_, k) => k),
    );
    t.equal(round.at(-1), count === 0 ? undefined : count - 1);
    t.ok(
      round.every((x, k) => k === 0 || x > round[k - 1]!),
      "ascending",
    );
    t.same(
      [optimality_gap.length, worst_gap.length, bytes.length],
      [round.length, round.length, round.length],
    );
  }
  const { worst_gap } = curveOf(rows(3, falling));
  t.ok(Math.abs(worst_gap[1]! - 1.5) < 1e-12, "V* − value_worst");
});
