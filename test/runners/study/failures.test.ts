// Runs that are refused, diverge or kill their thread are outcomes; the rest goes on.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import t from "tap";
import { executeRun } from "../../../src/runners/study/execute.ts";
import { readOutcomes } from "../../../src/runners/study/outcome-files.ts";
import { runStudy } from "../../../src/runners/study/run-study.ts";
import { faultOf } from "../../faults/fault.ts";
import { base, graphs, outcomeNames, type Point, planOf, tablesOf } from "./plans.ts";

const unstable = { ...base.algorithm, temperature: 0, stepSize: 1e307 };

/** A metric that does this at the third measured row. */
const metric = (deed: string) => `
import { z } from "zod";
const options = z.strictObject({});
const build = () => {
  let k = 0;
  return { columns: [], measure() { if (++k === 3) { ${deed} } return { row: {} }; } };
};
export default { metrics: [{ kind: "deed", summary: "does it", options, build }] };
`;
const files = {
  "exits.ts": metric("process.exit(7);"),
  "throws.ts": metric('throw new TypeError("two\\nlines");'),
  "rejects.ts": metric('Promise.reject(new Error("nobody waits"));'),
};

const scenarios: [name: string, scenario: Record<string, unknown>][] = [
  ["sound", {}],
  ["unknown kind", { topology: { kind: "rnig" } }],
  ["refused", { mixing: { kind: "random-row" } }],
  ["diverging", { algorithm: unstable }],
  ["no such file", { plugins: ["nowhere.ts"] }],
  ["exits", { plugins: ["exits.ts"] }],
  ["throws", { plugins: ["throws.ts"] }],
  ["sound too", { agents: 6 }],
];
const troubled = planOf(scenarios.map(([name, scenario]): Point => [{ case: name }, scenario]));

t.test("every failure is a row with its error, and the rest goes on", async (t) => {
  const dir = t.testdir(files);
  const study = (workers: number) =>
    runStudy(troubled, { folder: dir, out: join(dir, `${workers}`), workers });
  const { folder, outcomes, missing, interrupted } = await study(2);
  t.same([outcomes.length, missing, interrupted], [8, [], false]);
  const rows = parse(readFileSync(join(folder, "study.csv"), "utf8"), { columns: true }) as Record<
    string,
    string
  >[];
  t.same(
    rows.map(({ case: name, status }) => [name, status]),
    scenarios.map(([name]) => {
      if (name === "diverging") return [name, "diverged"];
      return [name, name.startsWith("sound") ? "finished" : "failed"];
    }),
  );
  const errorOf = Object.fromEntries(rows.map((row) => [row.case, row.error]));
  t.match(errorOf, {
    sound: "",
    "unknown kind": /^topology\.kind: got "rnig"; .*ring/,
    refused: /column/,
    diverging: 'agent 0, round 1: array "logPolicy" is no longer finite',
    "no such file": /nowhere\.ts.*there is no such file/,
    exits: "its thread died: worker exited with code: 7",
    throws: /^plugins: got .*TypeError: two/,
  });
  t.ok(
    rows.every(({ error }) => !/[\r\n]/.test(error!)),
    "one line each",
  );
  t.match(
    rows[3],
    { rounds: "1", "rounds_to_1e-3": "", step_size: "1e+307" },
    "it has its row, as far as it came",
  );
  t.same(tablesOf((await study(1)).folder), tablesOf(folder), "whatever the number of workers");
  t.notOk(existsSync(join(folder, "locks")));
});

t.test("what failed is tried again, what diverged is not", async (t) => {
  const dir = t.testdir(files);
  const study = () => runStudy(troubled, { folder: dir, out: join(dir, "studies"), workers: 2 });
  await study();
  writeFileSync(join(dir, "throws.ts"), "export default {};");
  const again = await study();
  t.equal(again.kept, 3, "two sound ones and the diverged one");
  t.match(again.outcomes[6], { status: "finished", error: null });
  t.equal(outcomeNames(again.folder).filter((name) => name.startsWith("6-")).length, 1);
});

t.test("a thread that a plug-in's late fault ends costs no other run", async (t) => {
  const dir = t.testdir(files);
  const late = planOf([
    [{ k: 0 }, { plugins: ["rejects.ts"], rounds: 3 }],
    ...[1, 2, 3].map((k): Point => [{ k }, { seed: k }]),
  ]);
  const { outcomes } = await runStudy(late, { folder: dir, out: dir, workers: 1 });
  t.same(
    outcomes.slice(1).map(({ status }) => status),
    ["finished", "finished", "finished"],
  );
});

t.test("a folder that cannot be written is refused before anything runs", async (t) => {
  const dir = t.testdir({ taken: "a file" });
  const options = { folder: dir, out: join(dir, "taken"), workers: 2 };
  const { message } = await faultOf(t, () => runStudy(graphs, options), "a file is in the way");
  t.match(message, /taken.*cannot write it/);
});

t.test("an outcome that cannot be written ends the study in one line", async (t) => {
  const dir = t.testdir({});
  const options = { folder: dir, out: dir, workers: 2 };
  const { folder } = await runStudy(graphs, options);
  const [name] = outcomeNames(folder);
  const path = join(folder, "outcomes", name!);
  rmSync(path);
  mkdirSync(path);
  const { place } = await faultOf(t, () => runStudy(graphs, options), "no room for an outcome");
  t.equal(place, path);
  rmSync(path, { recursive: true });
  t.match(await runStudy(graphs, options), { kept: 8 }, "the run itself was whole");
});

t.test("a run that the disk has no room for has failed; the others have their rows", async (t) => {
  const dir = t.testdir({});
  const module = (path: string) => JSON.stringify(resolve(import.meta.dirname, path));
  // Journals hold every agent of every round: those of 160 agents outgrow 40 KiB, those of 4 do not.
  const script = `
    import { runStudy } from ${module("../../../src/runners/study/run-study.ts")};
    import { planOf } from ${module("plans.ts")};
    const plan = planOf([4, 160, 5].map((agents) => [{ size: agents }, { agents }]));
    const { outcomes } = await runStudy(plan, { folder: ".", out: ".", workers: 1 });
    for (const { status, error } of outcomes) console.log(status, error);`;
  writeFileSync(join(dir, "start.mjs"), script);
  // The test runner's own hook, handed on to every Node, would write a file that outgrows them, too.
  const line = `ulimit -f 40; unset NODE_OPTIONS NODE_COMPILE_CACHE; exec "${process.execPath}" start.mjs`;
  const env = { PATH: process.env.PATH };
  const { stdout } = spawnSync("bash", ["-c", line], { cwd: dir, env, encoding: "utf8" });
  const [first, second, third] = stdout.split("\n");
  t.same([first, third], ["finished null", "finished null"]);
  t.match(second, /^failed by-hand\/runs\/small\/\w+\/journal\.jsonl: got "EFBIG"; cannot write it/);
  t.match(readFileSync(join(dir, "by-hand", "study.csv"), "utf8"), /\n1,160,1,1,1,\w+,failed,/);
});

t.test("damaged outcomes, journals and checkpoints are made anew", async (t) => {
  const dir = t.testdir({});
  const options = { folder: dir, out: dir, workers: 2 };
  const { folder, outcomes } = await runStudy(graphs, options);
  const expected = tablesOf(folder);
  const outcomeOf = (k: number) => join(folder, "outcomes", `${k}-${outcomes[k]!.runId}.json`);
  const runOf = (k: number) => join(folder, "runs", "small", outcomes[k]!.runId!);
  writeFileSync(outcomeOf(0), "{");
  writeFileSync(outcomeOf(1), "null");
  for (const k of [2, 3, 4]) rmSync(outcomeOf(k));
  writeFileSync(join(runOf(2), "journal.jsonl"), "damaged\n");
  writeFileSync(join(runOf(3), "certificate.json"), "{");
  const journal = readFileSync(join(runOf(4), "journal.jsonl"), "utf8");
  writeFileSync(join(runOf(4), "journal.jsonl"), journal.split("\n").slice(0, 5).join("\n"));
  writeFileSync(join(runOf(4), "checkpoint.npz"), "damaged");
  renameSync(outcomeOf(5), outcomeOf(5).replace("/5-", "/99-"));
  const { kept } = await runStudy(graphs, options);
  t.equal(kept, 5, "three outcomes and two whole runs");
  t.same(tablesOf(folder), expected);
  t.same(
    readOutcomes(folder).map(({ index }) => index),
    [0, 1, 2, 3, 4, 5, 6, 7],
    "what answers nothing is gone",
  );
});

t.test("a study that has changed has rows of its own plan only", async (t) => {
  const dir = t.testdir({});
  const options = { folder: dir, out: dir, workers: 2 };
  await runStudy(graphs, options);
  const runs = graphs.runs.slice(2, 6).map((run, index) => ({ ...run, index }));
  const changed = { ...graphs, gaps: [0.5], runs };
  const { folder, kept } = await runStudy(changed, options);
  t.equal(kept, 4, "the runs are there; their rows are made anew for the new gap");
  t.same(
    tablesOf(folder),
    tablesOf((await runStudy(changed, { ...options, out: join(dir, "new") })).folder),
  );
  t.match(tablesOf(folder).csv, /rounds_to_5e-1/);
  t.equal(outcomeNames(folder).length, 4);
});

t.test("runs that come to the same are run once and have a row each", async (t) => {
  const dir = t.testdir({});
  const twins = planOf([1, 2, 3, 4].map((k): Point => [{ k }, { claim: `claim ${k}`, rounds: 60 }]));
  const { outcomes, missing, kept } = await runStudy(twins, { folder: dir, out: dir, workers: 4 });
  t.same([outcomes.length, missing, kept], [4, [], 3]);
  t.equal(new Set(outcomes.map(({ runId }) => runId)).size, 1);
});

t.test("a run alone: its outcome, and an interruption that leaves none", async (t) => {
  const dir = t.testdir({});
  const context = { gaps: graphs.gaps, folder: dir, out: dir };
  const stop = new AbortController();
  const onRound = (round: number) => void (round === 5 && stop.abort());
  const cut = await executeRun(graphs.runs[0]!, { ...context, interrupt: stop.signal, onRound });
  t.match(cut, { status: "interrupted", row: {} });
  t.same(readOutcomes(dir), []);
  const rounds: number[] = [];
  const whole = await executeRun(graphs.runs[0]!, { ...context, onRound: (round) => rounds.push(round) });
  t.same(rounds, [6, 7, 8, 9, 10, 11, 12], "it goes on after the checkpoint");
  t.same(readOutcomes(dir), [whole]);
  t.match(whole, {
    index: 0,
    status: "finished",
    point: { topology: "ring" },
    row: { rounds: 12, family: "ring" },
  });
});
