// A study whose runs wait on a queue: put there and waited for, or collected later; then its tables.
import { join } from "node:path";
import type { Redis } from "ioredis";
import { codeVersion } from "../../../journal/code-version.ts";
import { makeFolder } from "../../../journal/files.ts";
import type { StudyPlan } from "../../../scenario/study/study-plan.ts";
import { earlierOutcome } from "../execute.ts";
import type { StudyOutcome } from "../outcome.ts";
import {
  keepOutcomes,
  outcomesIn,
  questionOf,
  readOutcomes,
  writeOutcome,
  writePlan,
} from "../outcome-files.ts";
import type { StudyResult } from "../run-study.ts";
import { writeTables } from "../tables.ts";
import { type GatherNews, gatherOutcomes, takeOutcomes } from "./gather.ts";
import { namedFiles } from "./named-files.ts";
import { type Standing, StudyQueue } from "./study-queue.ts";

/** How a queued study is dealt with; none of it changes a bit of its tables. */
export interface QueuedStudyOptions {
  readonly redis: Redis;
  /** The folder that the scenario's paths are relative to. */
  readonly folder: string;
  /** The folder that holds <study name>/. */
  readonly out: string;
  /** Only takes what has ended; else the runs are put into the queue and waited for. */
  readonly collect: boolean;
  /** Ends the waiting; the runs stay in the queue. */
  readonly interrupt: AbortSignal;
  /** Told every outcome once; `kept`: it was there before. */
  readonly onOutcome?: (outcome: StudyOutcome, kept: boolean) => void;
  readonly onStanding?: GatherNews["onStanding"];
}

/**
 * Leaves in the study's folder what `runStudy` would, run folders excepted: they stay with the workers.
 * @throws ScenarioError where a file that a scenario names cannot be carried, or the folder not be written
 */
export async function queueStudy(plan: StudyPlan, options: QueuedStudyOptions): Promise<StudyResult> {
  const folder = join(options.out, plan.name);
  const carried = namedFiles(plan.runs, options.folder);
  makeFolder(outcomesIn(folder));
  writePlan(folder, plan);
  const namesFiles = carried.files.size + carried.plugins.size > 0;
  const { found, failed } = await earlierOutcomes(plan, folder, namesFiles ? options.folder : undefined);
  const kept = found.size;
  for (const outcome of found.values()) options.onOutcome?.(outcome, true);
  const queue = new StudyQueue(options.redis, plan, carried, new Set(found.keys()));
  const onOutcome = (outcome: StudyOutcome) => {
    writeOutcome(folder, outcome);
    found.set(outcome.index, outcome);
    options.onOutcome?.(outcome, false);
  };
  const news = { onOutcome, ...(options.onStanding && { onStanding: options.onStanding }) };
  if (options.collect) await takeOutcomes(queue, news);
  else await gatherOutcomes(queue, news, { again: failed, interrupt: options.interrupt });
  const interrupted = options.interrupt.aborted && queue.open > 0;
  const missing = queue.open === 0 || interrupted ? undefined : await queue.standing();
  const result = { ...resultOf(plan, folder, found, missing), kept, interrupted };
  if (!interrupted) {
    if (result.missing.length === 0) keepOutcomes(folder, result.outcomes);
    writeTables(folder, plan, result.outcomes);
  }
  return result;
}

/**
 * Outcomes of this study and this code version that its folder has already, by position, and which failed.
 * @param folder where the files lie that its scenarios name: whether they are the same is known only from
 *   the id of a run that has been built; undefined where there are none
 */
async function earlierOutcomes(
  { runs, gaps }: StudyPlan,
  out: string,
  folder: string | undefined,
): Promise<{ readonly found: Map<number, StudyOutcome>; readonly failed: ReadonlySet<number> }> {
  const byIndex = new Map(readOutcomes(out).map((outcome) => [outcome.index, outcome]));
  const found = new Map<number, StudyOutcome>();
  const failed = new Set<number>();
  for (const planned of runs) {
    const outcome = byIndex.get(planned.index);
    if (outcome?.question !== questionOf(planned, gaps) || outcome.version !== codeVersion()) continue;
    if (outcome.status === "failed") failed.add(planned.index);
    else if (folder === undefined || (await earlierOutcome(planned, { gaps, folder, out })) !== undefined)
      found.set(planned.index, outcome);
  }
  return { found, failed };
}

function resultOf(
  { runs }: StudyPlan,
  folder: string,
  found: ReadonlyMap<number, StudyOutcome>,
  standing: Standing | undefined,
): Pick<StudyResult, "folder" | "outcomes" | "missing"> {
  const reasonOf = (index: number) => {
    if (standing === undefined) return "interrupted";
    if (standing.running.has(index)) return "a worker is at it";
    return standing.waiting.has(index) ? "it waits for a worker" : "it is not in the queue";
  };
  return {
    folder,
    outcomes: runs.flatMap(({ index }) => found.get(index) ?? []),
    missing: runs.flatMap((planned) =>
      found.has(planned.index) ? [] : [{ planned, reason: reasonOf(planned.index) }],
    ),
  };
}
