// The same tables whatever the number of workers, and whether cut off, killed, sharded or started again.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import t from "tap";
import { readCheckpoint } from "../../../src/journal/checkpoint.ts";
import { isRunFolder, readJournal } from "../../../src/journal/read.ts";
import { collectStudy } from "../../../src/runners/study/collect.ts";
import { runStudy, type StudyOptions, type StudyResult } from "../../../src/runners/study/run-study.ts";
import { runsOf, shardOf } from "../../../src/runners/study/shard.ts";
import { writeTables } from "../../../src/runners/study/tables.ts";
import type { StudyPlan } from "../../../src/scenario/study/study-plan.ts";
import { env } from "../../cli/child.ts";
import { gate, gated, graphs, openGate, outcomeNames, tablesOf } from "./plans.ts";

type Change = Partial<StudyOptions>;
const studyIn = (dir: string, plan: StudyPlan, change: Change = {}): Promise<StudyResult> =>
  runStudy(plan, { folder: dir, out: join(dir, "studies"), workers: 2, ...change });

/** Where its timings differ, equal studies differ; the rest is byte for byte the same. */
const whole = async (dir: string, plan: StudyPlan) => tablesOf((await studyIn(dir, plan)).folder);

/** The folder of the run that waits at the gate, once its first row is written. */
function gatedRun(runs: string): string | undefined {
  if (!existsSync(runs)) return undefined;
  const folders = readdirSync(runs).map((name) => join(runs, name));
  return folders.find((run) => isRunFolder(run) && readJournal(run).rows[0]?.digests.length === 4);
}

t.test("one, two and three workers write the same bytes", async (t) => {
  const expected = await whole(t.testdir({}), graphs);
  for (const workers of [1, 3]) {
    const out = join(t.testdirName, `${workers}`);
    const { folder, outcomes, missing, kept } = await studyIn(t.testdirName, graphs, { workers, out });
    t.same(tablesOf(folder), expected, `${workers} workers`);
    t.same([outcomes.length, missing.length, kept], [8, 0, 0]);
    t.notOk(existsSync(join(folder, "locks")), "no lock is left");
  }
  const statuses = expected.csv!.split("\n").map((line) => line.split(",")[7]);
  t.same(statuses.slice(1, 9), [...Array(6).fill("finished"), "stopped", "stopped"]);
});

t.test("started again, nothing is run again, and the bytes stay", async (t) => {
  const dir = t.testdir({});
  const { folder } = await studyIn(dir, graphs);
  const before = tablesOf(folder);
  const timings = readFileSync(join(folder, "timings.csv"), "utf8");
  const again = await studyIn(dir, graphs, {
    onProgress(news) {
      t.match(news, { kind: "outcome", kept: true });
    },
  });
  t.equal(again.kept, 8);
  t.same(tablesOf(folder), before);
  t.equal(readFileSync(join(folder, "timings.csv"), "utf8"), timings, "they tell what the runs took");
});

t.test("interrupted at a drawn round and started again: the same bytes", async (t) => {
  const [round] = fc.sample(fc.integer({ min: 1, max: 10 }), { seed: 31, numRuns: 1 }) as [number];
  const expected = await whole(t.testdir({ "gate.ts": gate(round), open: "" }), gated);
  const dir = join(t.testdir({ study: { "gate.ts": gate(round) } }), "study");
  const interrupt = new AbortController();
  const runs = join(dir, "studies", gated.name, "runs", "gated");
  // It waits while it measures the drawn round: that round is not cut off any more.
  const interruptAtGate = () => {
    if (!existsSync(join(dir, "reached"))) return void setImmediate(interruptAtGate);
    interrupt.abort();
    openGate(dir);
  };
  let begun = false;
  const cut = await studyIn(dir, gated, {
    interrupt: interrupt.signal,
    onProgress(news) {
      if (begun || news.kind !== "round" || news.index !== 1) return;
      begun = true;
      interruptAtGate();
    },
  });
  t.ok(cut.interrupted);
  t.ok(cut.missing.every(({ reason }) => reason === "interrupted"));
  t.notOk(existsSync(join(cut.folder, "study.csv")), "no table of half a study");
  const waiting = gatedRun(runs)!;
  t.equal(readJournal(waiting).end?.status, "interrupted");
  t.equal(readCheckpoint(waiting).round, round, "it ends with the round it was in");
  const resumed = await studyIn(dir, gated, { workers: 1 });
  t.same(tablesOf(resumed.folder), expected);
  t.same([resumed.interrupted, resumed.missing], [false, []]);
  const nothing = await studyIn(t.testdir({}), gated, { interrupt: AbortSignal.abort() });
  t.same([nothing.outcomes.length, nothing.missing.length, nothing.interrupted], [0, 4, true]);
});

/** A study in a process of its own, killed once its gated run has begun and the others have ended. */
function killed(dir: string): Promise<NodeJS.Signals | null> {
  const module = (path: string) => JSON.stringify(pathToFileURL(resolve(import.meta.dirname, path)).href);
  const script = `
    import { runStudy } from ${module("../../../src/runners/study/run-study.ts")};
    import { gated } from ${module("plans.ts")};
    const folder = import.meta.dirname;
    const out = folder + "/studies";
    // The gated run tells of itself more than once where it takes long.
    const heard = new Set();
    await runStudy(gated, { folder, out, workers: 2, onProgress(news) {
      if (news.kind === "outcome") heard.add(news.outcome.index);
      else if (news.index === 1) heard.add(1);
      if (heard.size === gated.runs.length) console.log("kill");
    } });`;
  return new Promise((done, fail) => {
    // A file: worker threads inherit the words of the command line, and with them a script given by -e.
    const start = join(dir, "start.mjs");
    writeFileSync(start, script);
    const child = spawn(process.execPath, [start], { env });
    child.stdout.on("data", () => child.kill("SIGKILL"));
    child.stderr.on("data", (chunk) => fail(new Error(String(chunk))));
    child.on("error", fail);
    child.on("close", (_, signal) => done(signal));
  });
}

t.test("killed at a drawn round and started again: the same bytes", async (t) => {
  const [round] = fc.sample(fc.integer({ min: 1, max: 12 }), { seed: 32, numRuns: 1 }) as [number];
  const dir = t.testdir({ "gate.ts": gate(round) });
  t.equal(await killed(dir), "SIGKILL");
  const folder = join(dir, "studies", gated.name);
  t.equal(outcomeNames(folder).length, 3);
  t.equal(readdirSync(join(folder, "locks")).length, 1, "its lock stays");
  openGate(dir);
  const { kept, missing } = await studyIn(dir, gated);
  t.same([kept, missing], [3, []]);
  const other = join(t.testdirName, "whole");
  const undisturbed = await studyIn(dir, gated, { out: other });
  t.same(tablesOf(folder), tablesOf(undisturbed.folder));
});

t.test("shards that are collected: the same bytes", async (t) => {
  const dir = t.testdir({});
  const expected = await whole(dir, graphs);
  const out = (part: number) => join(dir, `part-${part}`);
  for (const part of [1, 2, 3]) {
    const { folder, outcomes } = await studyIn(dir, graphs, { out: out(part), shard: { part, of: 3 } });
    t.same(
      outcomes.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6, 7].filter((index) => index % 3 === part - 1),
    );
    t.notOk(existsSync(join(folder, "study.csv")), "a shard writes no table");
  }
  const { outcomes, missing, remarks } = collectStudy(graphs, [1, 2, 3].map(out));
  t.same([missing, remarks], [[], []]);
  const folder = join(out(1), graphs.name);
  writeTables(folder, graphs, outcomes);
  t.same(tablesOf(folder), expected);
});

t.test("shards are parts i of n", (t) => {
  t.same(shardOf("2/5"), { part: 2, of: 5 });
  t.same(runsOf(graphs.runs), graphs.runs);
  const parts = [1, 2, 3].flatMap((part) => runsOf(graphs.runs, { part, of: 3 }));
  t.same(new Set(parts), new Set(graphs.runs), "together they are all");
  t.equal(parts.length, graphs.runs.length);
  for (const text of ["", "0/3", "4/3", "1", "1/0", "-1/2", "1.5/2", "1/2/3", "a/b"]) {
    t.throws(() => shardOf(text), { message: /^--shard: got .*write i\/n, as in 2\/5/ }, text);
  }
  t.end();
});

t.test("two studies in one folder share the work and write one study", async (t) => {
  const dir = t.testdir({});
  const [first, second] = await Promise.all([studyIn(dir, graphs), studyIn(dir, graphs)]);
  const { kept, outcomes, missing } = await studyIn(dir, graphs);
  t.same([kept, outcomes.length, missing], [8, 8, []]);
  for (const { outcomes, missing } of [first, second]) t.equal(outcomes.length + missing.length, 8);
  const { folder } = await studyIn(dir, graphs, { out: join(dir, "alone") });
  t.same(tablesOf(first.folder), tablesOf(folder));
});
