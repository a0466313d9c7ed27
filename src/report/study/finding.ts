// What a study comes to, in a sentence.
import type { StudyOutcome } from "../../runners/study/outcome.ts";
import { gapName } from "../../runners/study/run-row.ts";
import { repeatsOf } from "./series.ts";
import { numberIn, type StudyRecord } from "./study.ts";
import { count, list } from "./words.ts";

/** How the runs ended, and how many of them reached each stated gap. */
export function summaryOf(study: StudyRecord, outcomes: readonly StudyOutcome[]): string {
  const { plan, runs } = study;
  const settings = repeatsOf(study, runs).length;
  const kinds = [...new Set(outcomes.map(({ status }) => status))];
  const ends = kinds.map((kind) => `${outcomes.filter(({ status }) => status === kind).length} ${kind}`);
  const missing = plan.runs.length - outcomes.length;
  const open = missing > 0 ? `, ${missing} not run yet` : "";
  const planned = `${count(plan.runs.length, "run")} of ${count(settings, "setting")}`;
  const scope = `${planned}: ${list(ends)}${open}.`;
  const withGap = runs.filter((run) => numberIn(run, "final_gap") !== undefined).length;
  if (withGap === 0) return `${scope} They have no gap to an optimum.`;
  const reached = plan.gaps.map((gap, k) => {
    const number = runs.filter((run) => numberIn(run, `rounds_to_${gapName(gap)}`) !== undefined).length;
    return `${gapName(gap)} by ${number}${k === 0 ? ` of ${withGap}` : ""}`;
  });
  return reached.length === 0 ? scope : `${scope} A gap of ${list(reached)} was reached.`;
}
