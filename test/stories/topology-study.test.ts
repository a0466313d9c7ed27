// The story a newcomer comes for: one task, several graphs, and what sigma does to consensus and gap.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { firstDifference } from "../../src/journal/compare.ts";
import { readJournal } from "../../src/journal/read.ts";
import { loadExperiment, loadScenario } from "../../src/runners/load.ts";
import { type RunResult, run } from "../../src/runners/run.ts";
import { collect, experimentOf } from "../runners/experiments.ts";

const scenario = `
name: study
claim: The graph decides how fast agents agree
agents: 8
rounds: 60
topology: { kind: ring }
environment: { kind: garnet, states: 8, actions: 3, branching: 4, discount: 0.9 }
algorithm: { kind: fednpg, stepSize: 0.3, temperature: 0.1 }
measure: { every: 5 }
`;

const columns = [
  ...["round", "value", "value_worst", "optimality_gap", "policy_consensus", "tracking_error"],
  ...["tracking_gap", "messages", "bytes", "digest", "reward_value", "policy_error"],
];

t.test("from one file to four runs: the larger sigma, the later the agents agree", async (t) => {
  const folder = t.testdir({ "study.yaml": scenario });
  const runOf = async (set: readonly string[]) => {
    const loaded = await loadScenario(join(folder, "study.yaml"), { set });
    return run(loadExperiment(loaded), { out: join(folder, "runs") });
  };
  const results: RunResult[] = [];
  for (const kind of ["complete", "hypercube", "ring", "path"])
    results.push(await runOf([`topology.kind=${kind}`]));
  const sigmas = results.map(({ certificate }) => certificate.sigma);
  const last = results.map(({ rows }) => rows.at(-1)!);
  t.ok(sigmas[0]! < 1e-12 && Math.abs(sigmas[1]! - 1 / 2) < 1e-12, "closed forms 0 and (d − 1)/(d + 1)");
  t.ok(Math.abs(sigmas[2]! - (1 + Math.SQRT2) / 3) < 1e-12, "(1 + 2 cos(2π/8))/3");
  t.same(
    [...sigmas].sort((a, b) => a - b),
    sigmas,
    "ordered by sigma",
  );
  const consensus = last.map(({ metrics }) => metrics.policy_consensus!);
  t.same(
    [...consensus].sort((a, b) => a - b),
    consensus,
    `and so by disagreement: ${consensus}`,
  );
  const gaps = last.map(({ metrics }) => metrics.optimality_gap!);
  t.ok(gaps[0]! < 1e-10 && gaps[3]! > gaps[0]!, `gaps ${gaps}`);
  t.same(
    last.map(({ messages }) => messages),
    [56, 24, 16, 14].map((edges) => 60 * 2 * edges),
  );
  t.same(
    last.map(({ bytes, messages }) => bytes / messages),
    [192, 192, 192, 192],
    "8 states × 3 actions × 8 bytes",
  );
});

t.test("seeds: the same one gives an equal run elsewhere, another parts at round 0", async (t) => {
  const folder = t.testdir({ "study.yaml": scenario });
  const runIn = async (place: string, seed: number) =>
    run(loadExperiment(await loadScenario(join(folder, "study.yaml"), { seed })), {
      out: join(folder, place),
    });
  const [a, again, b] = [await runIn("a", 1), await runIn("b", 1), await runIn("c", 2)];
  t.same(firstDifference(readJournal(a.folder), readJournal(again.folder)), {
    equal: true,
    text: "equal: all 13 common rounds have the same digests",
  });
  t.match(firstDifference(readJournal(a.folder), readJournal(b.folder)).text, /^round 0, agent 0: /);
  const csv = (result: RunResult) => readFileSync(join(result.folder, "metrics.csv"), "utf8");
  t.equal(csv(a), csv(again));
  const [header, first] = csv(a).split("\n");
  t.same(header!.split(",").slice(0, columns.length), columns);
  t.match(first, /^0,.*,0,0,[0-9a-f]{16},/, "row 0 is the state after init; nothing was sent yet");
});

t.test("a server is W = 11ᵀ/N: the summary adds the 2N messages an exchange of a real one", async (t) => {
  const folder = t.testdir({ "study.yaml": scenario });
  const set = ["topology.kind=complete", "mixing.kind=uniform", "mixing.gossipRounds=2", "rounds=10"];
  const loaded = await loadScenario(join(folder, "study.yaml"), { set });
  const result = await run(loadExperiment(loaded), { out: join(folder, "runs") });
  const summary = JSON.parse(readFileSync(join(result.folder, "summary.json"), "utf8"));
  const exchanges = 10 * 2 * 2;
  t.equal(summary.messages, exchanges * 8 * 7);
  t.equal(summary.server_messages, exchanges * 2 * 8);
});

t.test(
  "the paper's Fig. 2: on its directed ring the gap falls below 1 % in five rounds, for every size",
  async (t) => {
    for (const size of [10, 20]) {
      const experiment = experimentOf({
        name: "figure-2",
        agents: 10,
        rounds: 7,
        topology: { kind: "directed-ring" },
        mixing: { kind: "equal" },
        environment: { kind: "path-grid", size, discount: 0.99 },
        algorithm: { kind: "fednpg", stepSize: 0.1, temperature: 0 },
      });
      const rows = (await collect(experiment)).map(({ row }) => row);
      const best = (1 - 0.99 ** (2 * size - 2)) / (10 * 0.01);
      for (const row of rows) {
        t.ok(Math.abs(row.value! + row.optimality_gap! - best) < 1e-10, "V* is the closed form");
      }
      const gaps = rows.map((row) => row.optimality_gap! / best);
      t.ok(gaps[5]! < 0.01, `size ${size}: ${gaps[5]} after five rounds`);
      t.ok(gaps[0]! > 0.5, "from far away");
    }
  },
);
