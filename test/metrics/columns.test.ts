// Every column of metrics.csv against a naive computation from the states of the same round.
import t from "tap";
import { metricKinds } from "../../src/metrics/metrics.ts";
import { prepareMetrics } from "../../src/scenario/experiment.ts";
import { randomWorld } from "../algorithms/simulation.ts";
import { distance, modelsOf } from "../environments/fixtures.ts";
import { meanValue, naiveColumns } from "../oracles/metrics.ts";
import { meanRow } from "../oracles/policy-gradient.ts";
import { collect, experimentOf, small } from "../runners/experiments.ts";

const npg = (kind: string, temperature = 0.1) => ({ kind, stepSize: 0.05, temperature });
const policyColumns = ["value", "value_worst", "reward_value", "policy_consensus", "evaluation_error"];
const trackingColumns = ["tracking_error", "tracking_gap"];
const all = [...policyColumns, "optimality_gap", "policy_error", ...trackingColumns];

t.test("every column equals a naive computation, for every algorithm and temperature", async (t) => {
  for (const kind of ["fednpg", "frozen-tracker", "local-q", "independent"]) {
    for (const temperature of [0, 0.1]) {
      const experiment = experimentOf({ ...small, algorithm: npg(kind, temperature) });
      for (const { round, rows, row } of await collect(experiment)) {
        const expected = naiveColumns(experiment.world, rows, temperature);
        for (const name of all) {
          const where = `${kind}, τ ${temperature}, round ${round}: ${name}`;
          if (expected[name] === undefined) t.equal(row[name], undefined, where);
          else
            t.ok(Math.abs(row[name]! - expected[name]) < 1e-11, `${where} ${row[name]} ${expected[name]}`);
        }
      }
    }
  }
});

t.test("per-agent columns: value is V^{π_n} of the mean task, disagreement its consensus", async (t) => {
  const experiment = experimentOf(small);
  const { rows, row, agents } = (await collect(experiment))[6]!;
  rows.forEach(({ logPolicy }, n) => {
    t.ok(Math.abs(agents.value![n]! - meanValue(modelsOf(experiment.world), logPolicy!, 0.1)) < 1e-11);
  });
  t.equal(Math.min(...agents.value!), row.value_worst);
  t.equal(Math.max(...agents.disagreement!), row.policy_consensus);
});

t.test("the gap is never clipped: at the optimum it is rounding of either sign", async (t) => {
  const raw = { ...small, mixing: { kind: "uniform" }, topology: { kind: "complete" }, rounds: 80 };
  const gaps: number[] = [];
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const algorithm = { ...npg("fednpg"), stepSize: 0.8 };
    const seen = await collect(experimentOf({ ...raw, algorithm, seed, measure: { every: 5 } }));
    gaps.push(...seen.slice(8).map(({ row }) => row.optimality_gap!));
  }
  t.ok(gaps.every((gap) => Math.abs(gap) < 1e-11));
  t.ok(
    gaps.some((gap) => gap < 0),
    "some are below zero",
  );
});

t.test("kernels that differ: V^π = mean V_n^π, and no gap", async (t) => {
  const environment = { ...small.environment, kernelHeterogeneity: 0.4 };
  const experiment = experimentOf({ ...small, environment });
  t.equal(experiment.world.meanTask, undefined);
  for (const { rows, row } of await collect(experiment)) {
    const expected = naiveColumns(experiment.world, rows, 0.1);
    for (const name of [...policyColumns, ...trackingColumns]) {
      t.ok(Math.abs(row[name]! - expected[name]!) < 1e-11, name);
    }
    t.equal(row.optimality_gap, undefined, "an empty cell, not 0");
    t.equal(row.policy_error, undefined);
  }
});

t.test(
  "centralised-npg: one learner measured against the same optimum; no tracker, no tracking",
  async (t) => {
    const experiment = experimentOf({ ...small, algorithm: npg("centralised-npg") });
    const central = await collect(experiment);
    const server = { ...small, topology: { kind: "complete" }, mixing: { kind: "uniform" } };
    const federated = await collect(experimentOf(server));
    central.forEach(({ row, agents, traffic }, round) => {
      t.equal(agents.value!.length, 1);
      t.ok(row.policy_consensus! < 1e-15, "rounding of the normalisation");
      t.same([row.tracking_error, row.tracking_gap], [undefined, undefined]);
      t.same(traffic, { messages: 0, bytes: 0 });
      t.ok(row.evaluation_error! < 1e-12);
      for (const name of ["value", "value_worst", "optimality_gap", "reward_value", "policy_error"]) {
        t.ok(Math.abs(row[name]! - federated[round]!.row[name]!) < 1e-11, `${name}: as with W = 11ᵀ/N`);
      }
    });
  },
);

t.test("plain vectors: disagreement and drift of the mean; all else is empty", async (t) => {
  const raw = { ...small, environment: { kind: "values", dimension: 3 }, algorithm: { kind: "averaging" } };
  const seen = await collect(experimentOf(raw));
  const start = meanRow(seen[0]!.rows.map(({ values }) => values!));
  for (const { rows, row, agents } of seen) {
    const values = rows.map((own) => own.values!);
    const mean = meanRow(values);
    const disagreement = values.map((own) => distance(own, mean));
    t.ok(distance(agents.disagreement!, disagreement) < 1e-15);
    t.ok(Math.abs(row.values_consensus! - Math.max(...disagreement)) < 1e-15);
    t.ok(Math.abs(row.mean_error! - distance(mean, start)) < 1e-15);
    for (const name of all) t.equal(row[name], undefined, name);
  }
  const biased = { ...raw, mixing: { kind: "random-row" }, allowBiasedMixing: true };
  const drifted = (await collect(experimentOf(biased))).at(-1)!;
  t.ok(
    drifted.row.mean_error! > 1e-3,
    "a W that only rows sum to 1 moves the mean, and the column says so",
  );
});

t.test("metrics declare every column they fill, and fill only those", async (t) => {
  for (const raw of [small, { ...small, algorithm: npg("local-q") }]) {
    const experiment = experimentOf(raw);
    const declared = prepareMetrics(experiment).flatMap(({ columns }) => columns);
    t.equal(new Set(declared).size, declared.length);
    for (const { row } of await collect(experiment)) {
      t.same(
        Object.keys(row).filter((name) => !declared.includes(name)),
        [],
      );
    }
  }
  t.same(
    metricKinds.map(({ kind }) => kind),
    [
      ...["value", "consensus", "tracking", "evaluation-error", "averaging"],
      ...["subspace", "critic", "personal-policy", "trials"],
    ],
  );
});

t.test("a view without an array leaves its columns empty", async (t) => {
  const world = randomWorld(3);
  const context = { world, shares: world.shares, temperature: 0.1 };
  const logPolicy = new Float64Array(18).fill(-Math.log(3));
  for (const kind of metricKinds) {
    const metric = kind.build({}, context);
    const { row } = metric.measure([{ logPolicy }, { logPolicy }, {}]);
    t.same(
      Object.values(row).filter((value) => value !== undefined),
      [],
      `${kind.kind}: one agent has none`,
    );
  }
});
