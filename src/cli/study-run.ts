// Carrying a planned study out, or collecting it, and what is said at its end.
import { join, resolve } from "node:path";
import { collectStudy } from "../runners/study/collect.ts";
import type { MissingRun, StudyOutcome } from "../runners/study/outcome.ts";
import { writePlan } from "../runners/study/outcome-files.ts";
import { isBeyondLimit } from "../runners/study/run-row.ts";
import { runStudy } from "../runners/study/run-study.ts";
import { runsOf, type Shard } from "../runners/study/shard.ts";
import { writeTables } from "../runners/study/tables.ts";
import type { StudyPlan } from "../scenario/study/study-plan.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { progressOfStudy } from "./study-progress.ts";
import { textTable } from "./text-table.ts";

/** What the command line says of how a study is carried out. */
export interface StudyRunFlags {
  readonly out: string;
  readonly workers: number;
  readonly shard?: Shard;
}

/** A study that has ended, one way or the other. */
export interface EndedStudy {
  /** <out>/<name>. */
  readonly folder: string;
  readonly outcomes: readonly StudyOutcome[];
  readonly missing: readonly MissingRun[];
  readonly interrupted: boolean;
  /** Whether study.csv and its kin were written: not by a shard, nor where it was interrupted. */
  readonly tables: boolean;
  /** What else is to be said, one line each. */
  readonly remarks: readonly string[];
}

/** Runs a study with progress on standard error; Ctrl-C ends it softly. @throws ScenarioError */
export async function carryOut(
  plan: StudyPlan,
  folder: string,
  { out, workers, shard }: StudyRunFlags,
): Promise<EndedStudy> {
  const progress = progressOfStudy(plan.name, runsOf(plan.runs, shard), process.stderr.isTTY === true);
  const interrupts = listenForInterrupts(
    () =>
      process.stderr.write("\nevery run ends after the round it is in; interrupt again to end at once\n"),
    progress.end,
  );
  try {
    const options = { folder, out: resolve(out), workers, ...(shard && { shard }) };
    const { onProgress } = progress;
    const result = await runStudy(plan, { ...options, interrupt: interrupts.signal, onProgress });
    const remarks = result.kept > 0 ? [`finished before: ${result.kept} of ${result.outcomes.length}`] : [];
    return { ...result, remarks, tables: shard === undefined && !result.interrupted };
  } finally {
    progress.end();
    interrupts.end();
  }
}

/** Puts a study together from the outcomes in folders and writes its tables. @throws ScenarioError */
export function collected(plan: StudyPlan, folders: readonly string[], out: string): EndedStudy {
  const folder = resolve(join(out, plan.name));
  const found = collectStudy(plan, folders.length > 0 ? folders : [folder]);
  writePlan(folder, plan);
  writeTables(folder, plan, found.outcomes);
  return { ...found, folder, interrupted: false, tables: true };
}

/** 130 interrupted; 1 where a run failed, is missing, or diverged where theory says it must not; else 0. */
export function exitCodeOf({ interrupted, missing, outcomes }: EndedStudy): number {
  if (interrupted) return 130;
  return missing.length > 0 || outcomes.some(isFault) ? 1 : 0;
}

/** Beyond theory's step size a study may well look for divergence. */
function isFault({ status, row }: StudyOutcome): boolean {
  if (status !== "diverged") return status === "failed";
  const { step_size: step, step_size_limit: limit } = row;
  return !(typeof step === "number" && typeof limit === "number" && isBeyondLimit(step, limit));
}

/** What is said at the end: how many runs ended how, which failed, diverged or are missing, where it is. */
export function closingText({ axes }: StudyPlan, ended: EndedStudy): string {
  const { folder, outcomes, missing, interrupted, tables, remarks } = ended;
  const statuses = [...new Set(outcomes.map(({ status }) => status))];
  const counts = statuses.map(
    (status) => `${outcomes.filter((run) => run.status === status).length} ${status}`,
  );
  const total = outcomes.length + missing.length;
  const lines = [
    `${outcomes.length} of ${total} runs have ended${counts.length > 0 ? `: ${counts.join(", ")}` : ""}`,
    ...remarks,
  ];
  if (interrupted) lines.push(`interrupted: the same command continues (${folder})`);
  else if (tables) lines.push(`tables: ${join(folder, "study.csv")}`);
  else lines.push(`outcomes: ${folder}; once all parts have ended, --collect makes the tables`);
  return `\n${troubleTable(axes, outcomes)}${missingText(missing, interrupted)}${lines.join("\n")}\n`;
}

function troubleTable(axes: readonly string[], outcomes: readonly StudyOutcome[]): string {
  const broken = outcomes.filter(({ status }) => status === "failed" || status === "diverged");
  if (broken.length === 0) return "";
  const rows = broken.map(({ index, point, status, error }) => [
    String(index),
    ...axes.map((axis) => String(point[axis] ?? "")),
    status,
    error ?? "",
  ]);
  return `${textTable(["run", ...axes, "status", "error"], rows)}\n`;
}

/** Runs that are missing though nobody interrupted the study, by their reasons. */
function missingText(missing: readonly MissingRun[], interrupted: boolean): string {
  if (interrupted || missing.length === 0) return "";
  const groups = Map.groupBy(missing, ({ reason }) => reason);
  return [...groups]
    .map(
      ([reason, runs]) =>
        `missing, ${reason}: run ${runs.map(({ planned }) => planned.index).join(", ")}\n`,
    )
    .join("");
}
