// Kinds written by a stranger: loaded from a scenario in another folder, run, identified and examined.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";
import t, { type Test } from "tap";
import { examineKinds } from "../../src/laws/examination.ts";
import { loadExperiment, loadPlugin, loadScenario } from "../../src/runners/load.ts";
import { run } from "../../src/runners/run.ts";
import type { Plugin } from "../../src/scenario/registry.ts";
import { collect } from "../runners/experiments.ts";

const here = import.meta.dirname;
const root = join(here, "../..");
const path = (name: string) => join(here, `${name}.ts`);

/** A scenario in a folder of its own that names plug-ins by their relative paths. */
function scenarioIn(t: Test, lines: Record<string, unknown>, plugins: readonly string[]): string {
  const from = join(t.testdirName, "experiments", "deep");
  const named = plugins.map((name) => relative(from, name));
  const raw = { name: "strange", agents: 6, rounds: 40, plugins: named, ...lines };
  t.testdir({ experiments: { deep: { "scenario.yaml": JSON.stringify(raw) } } });
  return join(from, "scenario.yaml");
}

const graph = { topology: { kind: "ring" }, mixing: { kind: "metropolis" } };
const world = { environment: { kind: "garnet", states: 6, actions: 3, branching: 3, discount: 0.9 } };

t.test("a stranger's algorithm runs from another folder and reaches the common optimum", async (t) => {
  const algorithm = { kind: "tracked-policy-iteration", temperature: 0.3 };
  const file = scenarioIn(t, { ...graph, ...world, algorithm }, [path("tracked-policy-iteration")]);
  const experiment = loadExperiment(await loadScenario(file));
  const seen = await collect(experiment);
  const [first, last] = [seen[0]!, seen.at(-1)!];
  t.ok(first.row.optimality_gap! > 0.01);
  t.ok(Math.abs(last.row.optimality_gap!) < 1e-6, `gap ${last.row.optimality_gap}`);
  t.ok(last.row.policy_consensus! < 1e-3, `consensus ${last.row.policy_consensus}`);
  for (const { row } of seen) t.ok(row.tracking_gap! < 1e-12, "its tracker keeps the mean");
  const edges = 12;
  t.same(
    last.traffic,
    { messages: 40 * edges, bytes: 40 * edges * 18 * 8 },
    "one mix of S·A numbers a round",
  );
  const result = await run(experiment, { out: join(file, "../runs") });
  t.equal(result.status, "finished");
  t.equal(result.rows.at(-1)!.digest, last.digest);
});

t.test("the SHA-256 of a plug-in is part of the scenario's identity", async (t) => {
  const source = readFileSync(path("tracked-policy-iteration"), "utf8");
  const sha = createHash("sha256").update(source).digest("hex");
  const algorithm = { kind: "tracked-policy-iteration" };
  const raw = {
    name: "strange",
    agents: 6,
    rounds: 3,
    ...graph,
    ...world,
    algorithm,
    plugins: ["mine.ts"],
  };
  const folder = t.testdir({
    same: { "mine.ts": source, "scenario.yaml": JSON.stringify(raw) },
    commented: { "mine.ts": `${source}// one more line\n`, "scenario.yaml": JSON.stringify(raw) },
    again: { "mine.ts": source, "scenario.yaml": JSON.stringify({ ...raw, claim: "else", rounds: 5 }) },
  });
  const load = async (name: string) =>
    loadExperiment(await loadScenario(join(folder, name, "scenario.yaml")));
  const [same, commented, again] = [await load("same"), await load("commented"), await load("again")];
  t.same(same.files, { "mine.ts": sha });
  t.equal(same.digest, again.digest, "wherever it lies");
  t.not(same.digest, commented.digest, "one byte is another scenario");
});

t.test("a stranger's graph, rule, world and metric run together", async (t) => {
  const lines = {
    topology: { kind: "wheel" },
    mixing: { kind: "timid", share: 0.5, lazy: 0.1 },
    environment: { kind: "carousel", states: 7 },
    algorithm: { kind: "fednpg", stepSize: 0.05, temperature: 0.1 },
  };
  const experiment = loadExperiment(await loadScenario(scenarioIn(t, lines, [path("parts")])));
  t.same(experiment.mixing.topology.hears(1, 0), [0, 2, 5]);
  const weights = experiment.mixing.row(1, 0);
  t.same([...weights.agents], [0, 1, 2, 5]);
  t.ok(Math.abs(weights.weights[0]! - (0.9 * 0.5) / 6) < 1e-15, "its own option, and the shared one");
  const seen = await collect(experiment);
  for (const { rows, row, agents } of seen) {
    const least = rows.map(({ logPolicy }) => Math.min(...logPolicy!));
    t.equal(row.least_log_probability, Math.min(...least), "the default of its option is filled in");
    t.same([...agents.least_log_probability!], least);
  }
  t.ok(seen.at(-1)!.row.optimality_gap! < seen[0]!.row.optimality_gap! / 2, "and learning happens");
  const result = await run(experiment, { out: join(t.testdirName, "runs") });
  const header = readFileSync(join(result.folder, "metrics.csv"), "utf8").split("\n")[0]!;
  t.match(header, /,least_log_probability$/, "its column comes after the others");
});

t.test("plug-ins by a stranger are examined by the laws of every section", async (t) => {
  for (const name of ["tracked-policy-iteration", "parts"]) {
    const plugin = (await loadPlugin(path(name))) as Plugin;
    const seen = new Set<string>();
    for await (const { kind, law, fault } of examineKinds(plugin)) {
      seen.add(kind);
      t.equal(fault, undefined, `${kind}: ${law}`);
    }
    const kinds = Object.values(plugin).flatMap((list) => list.map(({ kind }) => kind));
    t.same([...seen].sort(), kinds.sort(), "none is passed over");
  }
});

/** What `hearsay` with these arguments says, and its exit code. */
async function command(
  words: readonly string[],
): Promise<{ status: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [join(root, "src/cli/hearsay.ts"), ...words]);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { status, stdout, stderr };
}

t.test("hearsay laws: exit code 0 for the sound, 1 and the reasons for the broken", async (t) => {
  const laws = (name: string) => command(["laws", path(name)]);
  const [sound, broken] = await Promise.all([laws("parts"), laws("broken-algorithms")]);
  t.equal(sound.status, 0, sound.stderr);
  t.match(sound.stdout, /^\d+ laws hold, 0 are broken\n$/);
  t.equal(broken.status, 1, broken.stderr);
  t.match(broken.stdout, /^broken: unused \{\}: what `shares` declares is mixed: "spare" is declared/m);
});

t.test("a metric may not take the column of another; a kind not the name of another", async (t) => {
  const source = (column: string, kind: string) => `
    import { z } from "zod";
    export default { metrics: [{ kind: ${JSON.stringify(kind)}, summary: "x", options: z.strictObject({}),
      build: () => ({ columns: [${JSON.stringify(column)}], measure: () => ({ row: {} }) }) }] };`;
  const algorithm = { kind: "fednpg", stepSize: 0.05 };
  const raw = {
    name: "strange",
    agents: 6,
    rounds: 2,
    ...graph,
    ...world,
    algorithm,
    plugins: ["mine.ts"],
  };
  const attempt = async (column: string, kind: string) => {
    const name = `${column}-${kind}`;
    const folder = t.testdir({
      [name]: { "mine.ts": source(column, kind), "s.yaml": JSON.stringify(raw) },
    });
    return collect(loadExperiment(await loadScenario(join(folder, name, "s.yaml"))));
  };
  t.equal((await attempt("fresh", "mine")).length, 3);
  for (const taken of ["value", "digest"]) {
    await t.rejects(attempt(taken, "mine"), {
      name: "ScenarioError",
      message: `metric mine: got "${taken}"; a column that no other metric has`,
    });
  }
  await t.rejects(attempt("fresh", "value"), { message: /got "value"; a kind of this name exists/ });
});

t.test("an algorithm that needs a model refuses a world without one", async (t) => {
  const lines = {
    ...graph,
    environment: { kind: "values" },
    algorithm: { kind: "tracked-policy-iteration" },
  };
  const file = scenarioIn(t, lines, [path("tracked-policy-iteration")]);
  await t.rejects(
    loadScenario(file).then((loaded) => loadExperiment(loaded)),
    {
      name: "ScenarioError",
      message:
        /^environment.kind: got "values"; tracked-policy-iteration needs a world with known dynamics$/,
    },
  );
});
