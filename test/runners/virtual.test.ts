// A run in virtual time leaves what a lockstep run leaves, however it ends.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { ScenarioError } from "../../src/error.ts";
import { readCheckpoint } from "../../src/journal/checkpoint.ts";
import { firstDifference } from "../../src/journal/compare.ts";
import { readJournal } from "../../src/journal/read.ts";
import { type RunOptions, type RunResult, run } from "../../src/runners/run.ts";
import { virtualOver } from "../../src/runners/virtual.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";
import { randomLatency } from "../parity/runners.ts";
import { collect, experimentOf, small } from "./experiments.ts";

/** Columns of a run's table, by name. */
function tableOf({ folder }: RunResult): Record<string, string[]> {
  const [heading, ...lines] = readFileSync(join(folder, "metrics.csv"), "utf8").trimEnd().split("\n");
  const rows = lines.map((line) => line.split(","));
  return Object.fromEntries(heading!.split(",").map((name, k) => [name, rows.map((row) => row[k]!)]));
}

function inVirtualTime(experiment: Experiment, options: RunOptions): Promise<RunResult> {
  return run(experiment, { ...options, on: "virtual" });
}

t.test("the folder is that of lockstep with the network's columns, under another id", async (t) => {
  const out = t.testdir();
  const experiment = experimentOf({ ...small, measure: { every: 5 } });
  const lockstep = await run(experiment, { out });
  const virtual = await inVirtualTime(experiment, { out });
  t.not(virtual.runId, lockstep.runId);
  const { wire_bytes, virtual_seconds, missing, late, mass_error, realised_sigma, ...rest } =
    tableOf(virtual);
  t.same(rest, tableOf(lockstep));
  t.same(
    [missing, late, mass_error, realised_sigma].flat().join(""),
    "",
    "nobody can lose patience, and no mass is held",
  );
  t.notOk("wire_bytes" in tableOf(lockstep));
  t.same(virtual_seconds!.map(Number), [0, 0, 0, 0], "nothing takes time");
  // 8 messages a round and name, each 32 + 8 + 8 + 15 · 8 + 4 bytes.
  t.same(
    wire_bytes!.map(Number),
    [0, 5, 10, 12].map((round) => round * 2 * 8 * 172),
  );
  for (const name of ["policies.npz", "agents.parquet", "mixing.npz", "certificate.json"]) {
    t.same(readFileSync(join(virtual.folder, name)), readFileSync(join(lockstep.folder, name)), name);
  }
  const [a, b] = [readJournal(lockstep.folder), readJournal(virtual.folder)];
  t.equal(firstDifference(a, b).equal, true);
  t.same([a.start.runner, b.start.runner], ["lockstep", "virtual"]);
});

t.test("the stopping rule ends both at the same round", async (t) => {
  const out = t.testdir();
  const raw = { ...small, rounds: 400, topology: { kind: "complete" } };
  const rows = (await run(experimentOf(raw), { out })).rows;
  const gap = rows[7]!.metrics.optimality_gap!;
  const experiment = experimentOf({ ...raw, stop: { gap } });
  const [lockstep, virtual] = [await run(experiment, { out }), await inVirtualTime(experiment, { out })];
  t.equal(lockstep.status, "stopped");
  t.same([virtual.status, virtual.round], [lockstep.status, lockstep.round]);
  t.same(tableOf(virtual).digest, tableOf(lockstep).digest);
});

t.test("a divergence names the round and agent that lockstep names, whatever the latency", async (t) => {
  const files = { matrix: "4,-3,0,0\n-3,4,0,0\n0,0,2,-1\n0,0,-1,2\n" };
  const raw = {
    ...small,
    topology: { kind: "complete" },
    mixing: { kind: "given", matrix: "matrix" },
    environment: { kind: "values", dimension: 2 },
    algorithm: { kind: "averaging" },
    rounds: 2000,
    measure: { every: 10 },
  };
  const diverge = async (runner?: ReturnType<typeof virtualOver>) =>
    collect(experimentOf(raw, files), runner).then(
      () => "it does not",
      (error: Error) => error.message,
    );
  const expected = await diverge();
  t.match(expected, /agent \d, round \d+: array "values" is no longer finite/);
  t.equal(await diverge(virtualOver()), expected);
  t.equal(await diverge(virtualOver(randomLatency)), expected);
  const result = await inVirtualTime(experimentOf(raw, files), { out: t.testdir() }).catch(
    (error) => error,
  );
  t.match(result, ScenarioError, "certified before it runs: two parts that never mix");
});

t.test("interrupted and resumed: it begins again and comes to the same bytes", async (t) => {
  const out = t.testdir();
  const experiment = experimentOf({ ...small, measure: { every: 2 } });
  const whole = await inVirtualTime(experiment, { out: join(out, "whole") });
  const interrupt = new AbortController();
  const cut = await inVirtualTime(experiment, {
    out: join(out, "cut"),
    interrupt: interrupt.signal,
    onRound: (round) => {
      if (round >= 5) interrupt.abort();
    },
  });
  t.same([cut.status, cut.round], ["interrupted", 4]);
  t.equal(readCheckpoint(cut.folder).round, 4);
  const resumed = await inVirtualTime(experiment, { out: join(out, "cut"), resume: true });
  t.same([resumed.status, resumed.reused], ["finished", false]);
  t.same(tableOf(resumed), tableOf(whole));
  const again = await inVirtualTime(experiment, { out: join(out, "cut"), resume: true });
  t.equal(again.reused, true);
});

t.test("threads are lockstep's", async (t) => {
  const out = t.testdir();
  const refused = inVirtualTime(experimentOf(small), { out, threads: 2 });
  await t.rejects(refused, /--threads: got 2; --on virtual takes 1 at most/);
});
