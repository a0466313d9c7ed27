// Writes reports into run folders.
import { join } from "node:path";
import { writeWhole } from "../journal/files.ts";
import type { StudyOutcome } from "../runners/study/outcome.ts";
import type { StudyPlan } from "../scenario/study/study-plan.ts";
import { comparisonFiles, type ReportFiles, reportFiles } from "./files.ts";
import { readRun } from "./read-run.ts";
import { studyFiles } from "./study/study-files.ts";

/** Writes the report of a run folder; answers the path of its page. @throws ScenarioError */
export async function writeReport(folder: string): Promise<string> {
  return write(folder, await reportFiles(readRun(folder)));
}

/** Writes a report that compares run folders; answers the path of its page. @throws ScenarioError */
export async function writeComparison(folders: readonly string[], out: string): Promise<string> {
  const reports = folders.map(readRun);
  const names = [...new Set(reports.map(({ name }) => name))];
  const title =
    names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  return write(out, await comparisonFiles(title, reports));
}

/** Writes the report of a study into its folder; answers the path of its page. @throws ScenarioError */
export async function writeStudyReport(
  folder: string,
  plan: StudyPlan,
  outcomes: readonly StudyOutcome[],
): Promise<string> {
  return write(folder, await studyFiles(plan, outcomes));
}

function write(folder: string, files: ReportFiles): string {
  for (const [name, text] of Object.entries(files)) writeWhole(join(folder, name), text);
  return join(folder, "report.html");
}
