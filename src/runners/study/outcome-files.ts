// Outcomes as files: one a run of the plan, written whole, found again by what they answer.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ScenarioError } from "../../error.ts";
import { fileError, readBytes, readText, writeWhole } from "../../journal/files.ts";
import { canonicalJson, sha256Hex } from "../../scenario/digest.ts";
import type { PlannedRun, StudyPlan } from "../../scenario/study/study-plan.ts";
import type { StudyOutcome } from "./outcome.ts";
import { isOutcome } from "./outcome-shape.ts";

/**
 * What an outcome answers: 16 hex digits of SHA-256 over the planned scenario, its place on the axes and the
 * gaps asked for. Another question has another outcome, even where the run behind it is the same.
 */
export function questionOf({ scenario, point, seeds }: PlannedRun, gaps: readonly number[]): string {
  const text = canonicalJson({ scenario, point, seeds, gaps });
  return sha256Hex(new TextEncoder().encode(text)).slice(0, 16);
}

/** The folder of outcomes in a study's folder. */
export function outcomesIn(studyFolder: string): string {
  return join(studyFolder, "outcomes");
}

/** Writes an outcome, in place of every other of its position in the plan. @throws ScenarioError */
export function writeOutcome(studyFolder: string, outcome: StudyOutcome): void {
  const folder = outcomesIn(studyFolder);
  const name = nameOf(outcome.index, outcome.runId);
  writeWhole(join(folder, name), `${JSON.stringify(outcome)}\n`);
  for (const other of namesIn(folder)) {
    if (indexOf(other) === outcome.index && other !== name) rmSync(join(folder, other), { force: true });
  }
}

/** The outcome of this run at this position, if there is one and it is whole. */
export function readOutcome(
  studyFolder: string,
  index: number,
  runId: string | null,
): StudyOutcome | undefined {
  return outcomeAt(join(outcomesIn(studyFolder), nameOf(index, runId)));
}

/** All whole outcomes of a study's folder, by position; an outcome that is damaged is passed over. */
export function readOutcomes(studyFolder: string): StudyOutcome[] {
  const folder = outcomesIn(studyFolder);
  const found = namesIn(folder).flatMap((name) => outcomeAt(join(folder, name)) ?? []);
  return found.sort((a, b) => a.index - b.index);
}

/** Removes outcomes that no longer answer anything. */
export function keepOutcomes(studyFolder: string, kept: readonly StudyOutcome[]): void {
  const folder = outcomesIn(studyFolder);
  const names = new Set(kept.map(({ index, runId }) => nameOf(index, runId)));
  for (const name of namesIn(folder)) {
    if (!names.has(name)) rmSync(join(folder, name), { force: true });
  }
}

/**
 * Replaces a file that several processes may write at once, all with the same contents.
 * @throws ScenarioError
 */
export function writeShared(path: string, contents: string | Uint8Array): void {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
  const isThere = () => existsSync(path) && Buffer.compare(readBytes(path), bytes) === 0;
  if (isThere()) return;
  try {
    writeWhole(path, bytes);
  } catch (error) {
    if (!isThere()) throw error;
  }
}

/** Writes what a study was expanded to beside its outcomes. @throws ScenarioError */
export function writePlan(studyFolder: string, plan: StudyPlan): void {
  writeShared(join(studyFolder, "plan.json"), `${JSON.stringify(plan, null, 2)}\n`);
}

function nameOf(index: number, runId: string | null): string {
  return `${index}-${runId ?? "none"}.json`;
}

function indexOf(name: string): number {
  return Number.parseInt(name, 10);
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder).filter((name) => /^\d+-[0-9a-z]+\.json$/.test(name));
  } catch (error) {
    throw fileError(error, folder, "read");
  }
}

function outcomeAt(path: string): StudyOutcome | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const outcome = JSON.parse(readText(path)) as unknown;
    return isOutcome(outcome) ? outcome : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ScenarioError) return undefined;
    throw error;
  }
}
