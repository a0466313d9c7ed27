// Outcomes from several folders: one a run, all of one version, nothing of another plan.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { codeVersion } from "../../../src/journal/code-version.ts";
import { collectStudy } from "../../../src/runners/study/collect.ts";
import { failedOutcome } from "../../../src/runners/study/execute.ts";
import type { StudyOutcome } from "../../../src/runners/study/outcome.ts";
import { questionOf, readOutcomes, writeOutcome } from "../../../src/runners/study/outcome-files.ts";
import { graphs } from "./plans.ts";

/** An outcome of this run, without having run it. */
function outcomeOf(index: number, change: Partial<StudyOutcome> = {}): StudyOutcome {
  const what = { error: null, runId: `id${index}`, seconds: 1 };
  return { ...failedOutcome(graphs.runs[index]!, graphs.gaps, what), status: "finished", ...change };
}

/** The text of an outcome after a change. */
function changed(
  text: string,
  change: (outcome: { curve: { round: number[] }; row: object }) => void,
): string {
  const outcome = JSON.parse(text);
  change(outcome);
  return JSON.stringify(outcome);
}

function folder(t: Test, name: string, ...outcomes: StudyOutcome[]): string {
  const path = join(t.testdirName, name);
  for (const outcome of outcomes) writeOutcome(path, outcome);
  return path;
}

const indices = (outcomes: readonly StudyOutcome[]) => outcomes.map(({ index }) => index);

t.test("folders are put together in the plan's order, and what is missing is told", (t) => {
  t.testdir({});
  const first = folder(t, "first", outcomeOf(6), outcomeOf(1));
  folder(t, join("second", graphs.name), outcomeOf(0), outcomeOf(1));
  const { outcomes, missing, remarks } = collectStudy(graphs, [first, join(t.testdirName, "second")]);
  t.same(indices(outcomes), [0, 1, 6]);
  t.same(
    missing.map(({ planned }) => planned.index),
    [2, 3, 4, 5, 7],
  );
  t.same(remarks, []);
  t.throws(() => collectStudy(graphs, [join(t.testdirName, "third")]), {
    message: /third: .*name the folder/,
  });
  t.end();
});

t.test("an outcome of another plan does not count, wherever it lies", (t) => {
  t.testdir({});
  const other = { ...graphs, gaps: [1] };
  const stale = outcomeOf(2, { question: questionOf(graphs.runs[2]!, other.gaps) });
  const { outcomes, remarks } = collectStudy(graphs, [
    folder(t, "stale", stale, outcomeOf(3), { ...outcomeOf(4), index: 99 }),
  ]);
  t.same(indices(outcomes), [3]);
  t.same(remarks, ["left out: outcomes of another plan (2)"]);
  t.end();
});

t.test("all outcomes are of one version: the one with the most, of equals this one", (t) => {
  t.testdir({});
  const old = (index: number) => outcomeOf(index, { version: "0.0.9+abc", runId: `old${index}` });
  const now = folder(t, "now", outcomeOf(0), outcomeOf(1));
  const before = folder(t, "before", old(0), old(1));
  const even = collectStudy(graphs, [before, now]);
  t.ok(even.outcomes.every(({ version }) => version === codeVersion()));
  writeOutcome(before, old(2));
  const { outcomes, remarks } = collectStudy(graphs, [before, now]);
  t.same(
    outcomes.map(({ runId }) => runId),
    ["old0", "old1", "old2"],
  );
  t.same(remarks, ["left out: outcomes of other versions than 0.0.9+abc (2)"]);
  t.end();
});

t.test("a failure gives way to a run that ended; two runs that ended contradict", (t) => {
  t.testdir({});
  const failed = folder(t, "failed", outcomeOf(0, { status: "failed", error: "no", runId: null }));
  const sound = folder(t, "sound", outcomeOf(0));
  const other = folder(t, "other", outcomeOf(0, { runId: "another" }));
  t.match(collectStudy(graphs, [failed, sound]).outcomes, [{ status: "finished" }]);
  t.match(collectStudy(graphs, [failed]).outcomes, [{ status: "failed" }]);
  t.throws(() => collectStudy(graphs, [sound, other]), {
    message: /^run 0: got "outcomes of the runs id0 and another"/,
  });
  t.end();
});

t.test("a position has one outcome, whole or not at all", (t) => {
  t.testdir({});
  const path = folder(t, "one", outcomeOf(0, { runId: null }), outcomeOf(0), outcomeOf(1));
  t.same(
    readOutcomes(path).map(({ runId }) => runId),
    ["id0", "id1"],
  );
  const sound = join(path, "outcomes", "1-id1.json");
  const text = readFileSync(sound, "utf8");
  for (const damage of [
    "",
    "{",
    "[]",
    "null",
    "3",
    text.slice(0, -9),
    text.replace('"row"', '"raw"'),
    text.replace('"seconds":1', '"seconds":null'),
    text.replace('"finished"', '"begun"'),
    text.replace('"error":null', '"error":{}'),
    changed(text, ({ curve }) => curve.round.push(1)),
    changed(text, (outcome) => Object.assign(outcome, { curve: {} })),
    changed(text, ({ row }) => Object.assign(row, { bytes: 1.5 })),
    changed(text, ({ row }) => Object.assign(row, { sigma: "0.5" })),
    changed(text, ({ row }) => Object.assign(row, { sigma: { is: 0.5 } })),
  ]) {
    t.not(damage, text);
    writeFileSync(sound, damage);
    t.same(indices(readOutcomes(path)), [0], damage);
  }
  cpSync(join(path, "outcomes", "0-id0.json"), join(path, "outcomes", "0-id0.json.part"));
  t.equal(readOutcomes(path).length, 1);
  rmSync(path, { recursive: true });
  t.same(readOutcomes(path), []);
  t.end();
});
