// Outcomes from wherever they were made, put together into one study.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ScenarioError } from "../../error.ts";
import { codeVersion } from "../../journal/code-version.ts";
import type { StudyPlan } from "../../scenario/study/study-plan.ts";
import type { MissingRun, StudyOutcome } from "./outcome.ts";
import { outcomesIn, questionOf, readOutcomes } from "./outcome-files.ts";

/** What was found of a study. */
export interface CollectedStudy {
  /** One a run at most, in the plan's order, all made by one version of the code. */
  readonly outcomes: readonly StudyOutcome[];
  readonly missing: readonly MissingRun[];
  /** What was left out and why, one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Puts together the outcomes found in folders: each the study's own folder or one that holds it. Outcomes
 * that answer another question, of a study file as it was before, are left out, and so are those of other
 * versions of the code than the one that answers most.
 * @throws ScenarioError where a folder holds no outcomes, or where two outcomes of a run contradict
 */
export function collectStudy(plan: StudyPlan, folders: readonly string[]): CollectedStudy {
  const all = folders.flatMap((folder) => readOutcomes(studyFolderAt(folder, plan.name)));
  const questions = new Map(plan.runs.map((run) => [run.index, questionOf(run, plan.gaps)]));
  const answers = all.filter(({ index, question }) => questions.get(index) === question);
  const version = mainVersion(answers);
  const usable = answers.filter((outcome) => outcome.version === version);
  const byIndex = Map.groupBy(usable, ({ index }) => index);
  const outcomes = plan.runs.flatMap(({ index }) => bestOf(byIndex.get(index) ?? []) ?? []);
  const there = new Set(outcomes.map(({ index }) => index));
  return {
    outcomes,
    missing: plan.runs
      .filter(({ index }) => !there.has(index))
      .map((planned) => ({ planned, reason: "no outcome was found" })),
    remarks: remarksOf(all.length - answers.length, answers.length - usable.length, version),
  };
}

function studyFolderAt(folder: string, name: string): string {
  const found = [folder, join(folder, name)].find((path) => existsSync(outcomesIn(path)));
  if (found !== undefined) return found;
  throw new ScenarioError(folder, "a folder without outcomes/", `name the folder of ${name}'s results`);
}

/** The version that most outcomes are of; of several, this one, else the last by name. */
function mainVersion(outcomes: readonly StudyOutcome[]): string {
  const counts = new Map<string, number>();
  for (const { version } of outcomes) counts.set(version, (counts.get(version) ?? 0) + 1);
  const own = codeVersion();
  const rank = (version: string) => [counts.get(version)!, version === own ? 1 : 0] as const;
  const [first = own] = [...counts.keys()].sort((a, b) => {
    const [[m, p], [n, q]] = [rank(a), rank(b)];
    return n - m || q - p || (a < b ? 1 : -1);
  });
  return first;
}

/** The outcome that counts among those of one run: one that did not fail. @throws ScenarioError */
function bestOf(outcomes: readonly StudyOutcome[]): StudyOutcome | undefined {
  const sound = outcomes.filter(({ status }) => status !== "failed");
  const [first, ...others] = sound.length > 0 ? sound : outcomes;
  const other = others.find(({ runId, status }) => status !== "failed" && runId !== first?.runId);
  if (first === undefined || other === undefined) return first;
  throw new ScenarioError(
    `run ${first.index}`,
    `outcomes of the runs ${first.runId} and ${other.runId}`,
    "the files that its scenario names differed; keep the folders of one of them",
  );
}

function remarksOf(stale: number, older: number, version: string): string[] {
  const remarks: string[] = [];
  if (stale > 0) remarks.push(`left out: outcomes of another plan (${stale})`);
  if (older > 0) remarks.push(`left out: outcomes of other versions than ${version} (${older})`);
  return remarks;
}
