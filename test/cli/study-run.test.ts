// A study on the command line: its progress, its end, and Ctrl-C once and twice.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import t, { type Test } from "tap";
import { StudyWork } from "../../src/cli/study-progress.ts";
import { closingText, collected, type EndedStudy, exitCodeOf } from "../../src/cli/study-run.ts";
import { failedOutcome } from "../../src/runners/study/execute.ts";
import type { StudyOutcome } from "../../src/runners/study/outcome.ts";
import { writeOutcome } from "../../src/runners/study/outcome-files.ts";
import { gate, gated, graphs, openGate, outcomeNames } from "../runners/study/plans.ts";
import { env } from "./child.ts";

const fault = { error: "why: it broke", runId: null, seconds: 1 };
const outcomeOf = (index: number, change: Partial<StudyOutcome> = {}): StudyOutcome => ({
  ...failedOutcome(graphs.runs[index]!, graphs.gaps, fault),
  ...change,
});
const finished = (index: number) => outcomeOf(index, { status: "finished", error: null });

function ended(change: Partial<EndedStudy>): EndedStudy {
  const outcomes = graphs.runs.map(({ index }) => finished(index));
  return { folder: "f", outcomes, missing: [], interrupted: false, tables: true, remarks: [], ...change };
}

t.test("the exit code: what failed, what is missing, what diverged where it must not", (t) => {
  const codeOf = (change: Partial<StudyOutcome>) => exitCodeOf(ended({ outcomes: [outcomeOf(0, change)] }));
  const missing = [{ planned: graphs.runs[0]!, reason: "nobody knows" }];
  t.equal(exitCodeOf(ended({})), 0);
  t.equal(codeOf({}), 1);
  t.equal(exitCodeOf(ended({ missing })), 1);
  t.equal(exitCodeOf(ended({ missing, interrupted: true })), 130);
  t.equal(codeOf({ status: "diverged", row: { step_size: 2, step_size_limit: 1 } }), 0, "looked for");
  t.equal(codeOf({ status: "diverged", row: { step_size: 1, step_size_limit: 2 } }), 1);
  const rounded = { step_size: 2, step_size_limit: (1 - 0.9) / 0.05 };
  t.ok(rounded.step_size > rounded.step_size_limit);
  t.equal(codeOf({ status: "diverged", row: rounded }), 1, "the limit itself, but for rounding");
  t.equal(codeOf({ status: "diverged", row: { step_size: 1, step_size_limit: null } }), 1);
  t.end();
});

t.test("the last words name what failed, with its place on the axes, and what is missing", (t) => {
  const missing = [2, 3].map((index) => ({ planned: graphs.runs[index]!, reason: "nobody knows" }));
  const text = closingText(graphs, ended({ outcomes: [outcomeOf(1), finished(0)], missing }));
  t.match(
    text,
    /^\nrun {2}topology {2}temperature {2}status {2}error\n {2}1 {2}ring .*0\.02 {2}failed {2}why: /,
  );
  t.match(text, /: run 2, 3\n2 of 4 runs have ended: 1 failed, 1 finished\ntables: f\/study\.csv\n$/);
  t.match(
    closingText(graphs, ended({ interrupted: true })),
    /\ninterrupted: the same command continues \(f\)\n$/,
  );
  t.match(closingText(graphs, ended({ tables: false })), /--collect makes the tables\n$/);
  t.end();
});

t.test("work done goes up to all work; what was finished before is none", (t) => {
  const work = new StudyWork(graphs.runs);
  const all = work.total;
  t.equal(all, 4 * (6 * 12 + 2 * 400));
  work.add({ kind: "round", index: 0, round: 3 });
  t.equal(work.done, 4 * 3);
  work.add({ kind: "round", index: 0, round: 6 });
  t.equal(work.done, 4 * 6);
  for (const { index } of graphs.runs) {
    work.add({ kind: "outcome", outcome: index === 7 ? outcomeOf(7) : finished(index), kept: index === 1 });
  }
  t.same([work.total, work.done, work.ended, work.broken], [all - 4 * 12, all - 4 * 12, 8, 1]);
  t.end();
});

t.test("collecting without a folder takes the study's own", (t) => {
  const out = t.testdir({});
  for (const { index } of graphs.runs.slice(1)) writeOutcome(join(out, graphs.name), finished(index));
  const found = collected(graphs, [], out);
  t.same([found.outcomes.length, found.missing.length, exitCodeOf(found)], [7, 1, 1]);
  t.ok(existsSync(join(found.folder, "study.csv")));
  t.ok(existsSync(join(found.folder, "plan.json")));
  t.end();
});

/** A gated study in a process of its own; `onText` hears what it says. */
function started(t: Test, onText: (text: string, child: ChildProcess, dir: string) => void) {
  const module = (path: string) => JSON.stringify(pathToFileURL(resolve(import.meta.dirname, path)).href);
  const script = `
    import { carryOut, closingText, exitCodeOf } from ${module("../../src/cli/study-run.ts")};
    import { gated } from ${module("../runners/study/plans.ts")};
    const ended = await carryOut(gated, ".", { out: "studies", workers: 2 });
    process.stdout.write(closingText(gated, ended));
    process.exitCode = exitCodeOf(ended);`;
  // A file: worker threads inherit the words of the command line, and with them a script given by -e.
  const dir = t.testdir({ "gate.ts": gate(4), "start.mjs": script });
  const child = spawn(process.execPath, ["start.mjs"], { cwd: dir, env });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
      onText(text, child, dir);
    });
  }
  return new Promise<{ code: number | null; signal: string | null; text: string; dir: string }>((done) => {
    child.on("close", (code, signal) => done({ code, signal, text, dir }));
  });
}

t.test("Ctrl-C ends every run after its round", async (t) => {
  let sent = false;
  const { code, text, dir } = await started(t, (text, child, dir) => {
    if (!sent && text.includes("3/4 runs")) sent = child.kill("SIGINT");
    if (text.includes("again to end at once")) openGate(dir);
  });
  t.equal(code, 130, text);
  t.match(text, /3 of 4 runs have ended: 3 finished\ninterrupted: the same command continues/);
  t.equal(outcomeNames(join(dir, "studies", gated.name)).length, 3);
});

t.test("Ctrl-C twice ends the process at once, whatever its runs do", async (t) => {
  let sent = 0;
  const { signal, text } = await started(t, (text, child) => {
    if (sent === 0 && text.includes("3/4 runs")) sent += Number(child.kill("SIGINT"));
    if (sent === 1 && text.includes("again to end at once")) sent += Number(child.kill("SIGINT"));
  });
  t.equal(signal, "SIGINT", "to a shell that is exit code 130");
  t.equal(sent, 2);
  t.notMatch(text, /have ended/);
});
