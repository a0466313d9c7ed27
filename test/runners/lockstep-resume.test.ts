// A run that is cut off anywhere and continued leaves the same bytes as one that never was.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import t from "tap";
import { firstDifference } from "../../src/journal/compare.ts";
import { isRunFolder, readJournal } from "../../src/journal/read.ts";
import type { MetricKind } from "../../src/metrics/metric.ts";
import { type RunResult, run } from "../../src/runners/run.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";
import { builtIn } from "../../src/scenario/registry.ts";
import { experimentOf, small } from "./experiments.ts";

const raw = {
  ...small,
  rounds: 9,
  measure: { every: 2 },
  algorithm: { ...small.algorithm, evaluationNoise: { kind: "gaussian", size: 0.01 } },
};
const artefacts = ["metrics.csv", "policies.npz", "agents.parquet", "summary.json", "scenario.json"];

/** Runs until `last` rounds are done, then interrupts; resumes where there is something to resume. */
async function runUntil(
  experiment: Experiment,
  out: string,
  last: number,
  resume = true,
): Promise<RunResult> {
  const interrupt = new AbortController();
  return run(experiment, {
    out,
    resume,
    interrupt: interrupt.signal,
    onRound: (round) => {
      if (round >= last) interrupt.abort();
    },
  });
}

/** What a folder must have in common with an uninterrupted run. */
function contents({ folder }: RunResult): Record<string, string> {
  const { rows, end } = readJournal(folder);
  const files = artefacts.map((name) => [name, readFileSync(join(folder, name)).toString("base64")]);
  return { ...Object.fromEntries(files), rows: JSON.stringify(rows), end: JSON.stringify(end) };
}

t.test("interrupted after any round and resumed: the same bytes everywhere", async (t) => {
  const out = t.testdir();
  const experiment = experimentOf(raw);
  const whole = await run(experiment, { out: join(out, "whole") });
  const expected = contents(whole);
  for (let last = 0; last < 9; last++) {
    const place = join(out, `cut-${last}`);
    const cut = await runUntil(experiment, place, last);
    t.same([cut.status, cut.round], ["interrupted", last]);
    t.equal(cut.folder, whole.folder.replace("whole", `cut-${last}`), "the same run id");
    const resumed = await run(experiment, { out: place, resume: true });
    t.same([resumed.status, resumed.round, resumed.reused], ["finished", 9, false]);
    t.same(contents(resumed), expected, `cut after round ${last}`);
    t.same(resumed.rows, whole.rows);
    t.equal(firstDifference(readJournal(whole.folder), readJournal(resumed.folder)).equal, true);
  }
});

t.test("interrupted again and again, one round at a time", async (t) => {
  const out = t.testdir();
  const experiment = experimentOf(raw);
  const whole = contents(await run(experiment, { out: join(out, "whole") }));
  for (let last = 0; last < 9; last++) {
    const { status, round } = await runUntil(experiment, join(out, "steps"), last);
    t.same([status, round], ["interrupted", last]);
  }
  t.same(contents(await run(experiment, { out: join(out, "steps"), resume: true })), whole);
});

t.test("baselines, plain vectors and a time-varying graph resume as well", async (t) => {
  const out = t.testdir();
  const variants: Record<string, object> = {
    frozen: { algorithm: { kind: "frozen-tracker", stepSize: 0.05 } },
    central: { algorithm: { kind: "centralised-npg", stepSize: 0.05 } },
    vectors: { environment: { kind: "values", dimension: 3 }, algorithm: { kind: "averaging" } },
    moving: {
      agents: 6,
      topology: { kind: "one-peer-exponential" },
      mixing: { kind: "equal", gossipRounds: 2 },
    },
  };
  for (const [name, variant] of Object.entries(variants)) {
    const experiment = experimentOf({ ...raw, name, ...variant });
    const whole = await run(experiment, { out: join(out, "whole") });
    await runUntil(experiment, join(out, "cut"), 4);
    t.same(contents(await run(experiment, { out: join(out, "cut"), resume: true })), contents(whole), name);
  }
});

t.test("a metric of −0 or of no finite value leaves the same bytes after a resume", async (t) => {
  const out = t.testdir();
  const odd: MetricKind = {
    ...builtIn.metrics[0]!,
    kind: "odd",
    build: (_, { shares }) => ({
      columns: ["zero", "nothing", "endless"],
      measure: () => ({
        row: { zero: -0, nothing: Number.NaN, endless: Number.POSITIVE_INFINITY },
        agents: { odd: Float64Array.from(shares, (_, n) => [-0, Number.NaN, -1 / 0, 1][n]!) },
      }),
    }),
  };
  const experiment = experimentOf(raw, {}, { ...builtIn, metrics: [...builtIn.metrics, odd] });
  const whole = await run(experiment, { out: join(out, "whole") });
  await runUntil(experiment, join(out, "cut"), 5);
  t.same(contents(await run(experiment, { out: join(out, "cut"), resume: true })), contents(whole));
  const [header, first] = readFileSync(join(whole.folder, "metrics.csv"), "utf8").split("\n");
  t.match(header, /,zero,nothing,endless$/);
  t.match(first, /,0,,$/, "cells without a finite number are empty");
});

t.test("a finished run is reused as it is; without --resume it runs anew to the same bytes", async (t) => {
  const out = t.testdir();
  const experiment = experimentOf(raw);
  const whole = await run(experiment, { out });
  const before = contents(whole);
  const again = await runUntil(experiment, out, 0);
  t.same([again.reused, again.status, again.round], [true, "finished", 9]);
  t.same(again.rows, whole.rows);
  t.same(contents(again), before, "not a byte was written");
  const anew = await run(experiment, { out });
  t.equal(anew.reused, false);
  t.same(contents(anew), before);
});

t.test("a run that was stopped by its gap is reused, and stops there after a resume too", async (t) => {
  const out = t.testdir();
  const long = { ...small, rounds: 400, topology: { kind: "complete" }, stop: { gap: 0.3 } };
  const experiment = experimentOf(long);
  const whole = await run(experiment, { out: join(out, "whole") });
  t.equal(whole.status, "stopped");
  t.ok(whole.round > 3 && whole.round < 400, `${whole.round}`);
  t.ok(whole.rows.at(-1)!.metrics.optimality_gap! <= 0.3);
  t.ok(whole.rows.at(-2)!.metrics.optimality_gap! > 0.3);
  await runUntil(experiment, join(out, "cut"), 2);
  const resumed = await run(experiment, { out: join(out, "cut"), resume: true });
  t.same([resumed.status, resumed.round], ["stopped", whole.round]);
  t.same(contents(resumed), contents(whole));
  t.equal((await run(experiment, { out: join(out, "cut"), resume: true })).reused, true);
});

/** The journal without its last entry, as a kill leaves it. */
function killed({ folder }: RunResult): void {
  const path = join(folder, "journal.jsonl");
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  writeFileSync(
    path,
    lines
      .slice(0, -1)
      .map((line) => `${line}\n`)
      .join(""),
  );
}

t.test("killed without a checkpoint, a run starts anew", async (t) => {
  const out = t.testdir();
  const experiment = experimentOf(raw);
  const whole = contents(await run(experiment, { out: join(out, "whole") }));
  const cut = await runUntil(experiment, join(out, "cut"), 4);
  killed(cut);
  rmSync(join(cut.folder, "checkpoint.npz"));
  const rounds: number[] = [];
  const anew = await run(experiment, {
    out: join(out, "cut"),
    resume: true,
    onRow: ({ round }) => rounds.push(round),
  });
  t.same(rounds, [0, 2, 4, 6, 8, 9]);
  t.same(contents(anew), whole);
});

t.test(
  "killed after a checkpoint, with rows beyond it and a line cut in half: the same bytes",
  async (t) => {
    const out = t.testdir();
    const experiment = experimentOf(raw);
    const whole = await run(experiment, { out: join(out, "whole") });
    const cut = await runUntil(experiment, join(out, "cut"), 3);
    killed(cut);
    const beyond = JSON.stringify(whole.rows.find(({ round }) => round === 4));
    const path = join(cut.folder, "journal.jsonl");
    appendFileSync(path, `${beyond}\n${beyond.slice(0, 40)}`);
    t.same(
      readJournal(cut.folder).rows.map(({ round }) => round),
      [0, 2, 4],
      "the torn line is left out",
    );
    t.equal(readJournal(cut.folder).end, undefined);
    const resumed = await run(experiment, { out: join(out, "cut"), resume: true });
    t.same(contents(resumed), contents(whole));
  },
);

t.test("killed between the checkpoint of its last row and its end: nothing is done twice", async (t) => {
  const out = t.testdir();
  const stopping = { ...small, rounds: 400, topology: { kind: "complete" }, measure: { every: 2 } };
  const cases = [
    [{ ...stopping, stop: { gap: 0.3 } }, stopping],
    [raw, { ...raw, rounds: 20 }],
  ] as const;
  for (const [n, [asked, longer]] of cases.entries()) {
    const experiment = experimentOf(asked);
    const whole = await run(experiment, { out: join(out, `${n}`) });
    const expected = contents(whole);
    // The same states, from a run that went on.
    const other = await runUntil(experimentOf(longer), join(out, `${n}-longer`), whole.round);
    copyFileSync(join(other.folder, "checkpoint.npz"), join(whole.folder, "checkpoint.npz"));
    killed(whole);
    for (const name of ["policies.npz", "summary.json", "agents.parquet"]) rmSync(join(whole.folder, name));
    const resumed = await run(experiment, { out: join(out, `${n}`), resume: true });
    t.same([resumed.status, resumed.round], [whole.status, whole.round]);
    t.same(contents(resumed), expected);
  }
});

t.test("a journal line that is damaged elsewhere is named", async (t) => {
  const out = t.testdir();
  const { folder } = await run(experimentOf(raw), { out });
  const path = join(folder, "journal.jsonl");
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, [lines[0], "{ half", ...lines.slice(2)].join("\n"));
  t.throws(() => readJournal(folder), {
    name: "ScenarioError",
    message: `${path} line 2: got "{ half"; the journal is damaged here`,
  });
});

t.test(
  "a run whose results cannot be written has not finished: nothing stays, or what can be resumed",
  async (t) => {
    const out = t.testdir();
    const experiment = experimentOf(raw);
    const whole = await run(experiment, { out: join(out, "whole") });
    const folder = whole.folder.replace("whole", "full");
    const summary = join(folder, "summary.json");
    const block = () => {
      rmSync(summary, { force: true, recursive: true });
      mkdirSync(summary);
    };
    const full = { out: join(out, "full"), resume: true };
    await t.rejects(run(experiment, { ...full, onRow: block }), { name: "ScenarioError" });
    t.equal(isRunFolder(folder), false);
    await runUntil(experiment, full.out, 4);
    await t.rejects(run(experiment, { ...full, onRow: block }), { name: "ScenarioError" });
    t.equal(readJournal(folder).end, undefined, "a journal ends when all results are there");
    rmdirSync(summary);
    const again = await run(experiment, full);
    t.equal(again.reused, false);
    t.same(contents(again), contents(whole));
    t.same(
      readdirSync(folder).filter((name) => name.endsWith(".part")),
      [],
      "nothing half-written is left",
    );
  },
);

t.test("a diverged run says where, keeps the last finite state, and is not resumed", async (t) => {
  const out = t.testdir();
  const model = {
    discount: 0.5,
    start: [1],
    transitions: [
      [0, 0, 0, 1],
      [0, 1, 0, 1],
    ],
    rewards: [[[1e100, 0]], [[0, 0]], [[0, 0]], [[0, 0]]],
  };
  const wild = {
    ...raw,
    environment: { kind: "file", path: "m" },
    algorithm: { kind: "fednpg", stepSize: 1e208 },
  };
  const experiment = experimentOf(wild, { m: JSON.stringify(model) });
  const result = await run(experiment, { out });
  t.equal(result.status, "diverged");
  t.match(result.divergence?.message, /^agent \d, round \d: array "\w+" is no longer finite$/);
  const { end } = readJournal(result.folder);
  t.same([end?.status, end?.reason], ["diverged", result.divergence?.message]);
  t.ok(existsSync(join(result.folder, "checkpoint.npz")));
  await t.rejects(run(experiment, { out, resume: true }), {
    message: /^--resume: .*nothing to resume: agent/,
  });
});
