// A study on one machine: its runs over the cores, resumed where they were cut off.
import { join } from "node:path";
import { ScenarioError } from "../../error.ts";
import { makeFolder } from "../../journal/files.ts";
import type { PlannedRun, StudyPlan } from "../../scenario/study/study-plan.ts";
import { locksIn } from "./execute.ts";
import type { MissingRun, StudyOutcome } from "./outcome.ts";
import { keepOutcomes, outcomesIn, writePlan } from "./outcome-files.ts";
import { clearLocks, ownHolder } from "./run-lock.ts";
import { runsOf, type Shard } from "./shard.ts";
import { StudyPool } from "./study-pool.ts";
import type { StudyAnswer } from "./study-thread.ts";
import { writeTables } from "./tables.ts";

/** How a study is carried out; none of it changes a bit of its tables. */
export interface StudyOptions {
  /** The folder that the scenario's paths are relative to. */
  readonly folder: string;
  /** The folder that holds <study name>/. */
  readonly out: string;
  /** Runs at once, at least 1, each on a thread of its own. */
  readonly workers: number;
  /** Only these runs, and no tables: `collectStudy` makes them once all shards have ended. */
  readonly shard?: Shard;
  /** Ends all runs after their current round, with checkpoints. */
  readonly interrupt?: AbortSignal;
  readonly onProgress?: (progress: StudyProgress) => void;
}

/** What a study tells while it goes on. */
export type StudyProgress =
  | { readonly kind: "round"; readonly index: number; readonly round: number }
  /** `kept`: it was finished before. */
  | { readonly kind: "outcome"; readonly outcome: StudyOutcome; readonly kept: boolean };

/** How far a study came. */
export interface StudyResult {
  /** <out>/<name>. */
  readonly folder: string;
  /** Of the runs that have ended, in the plan's order. */
  readonly outcomes: readonly StudyOutcome[];
  /** How many of them were finished before. */
  readonly kept: number;
  /** Runs that have no outcome, and why: interrupted, or another process is at them. */
  readonly missing: readonly MissingRun[];
  /** Whether it was interrupted before all runs had ended. */
  readonly interrupted: boolean;
}

/**
 * Carries out the runs of a study that have no outcome yet, and writes its tables unless it is a shard or
 * interrupted. A run that fails is an outcome; the rest goes on.
 * @throws ScenarioError where the folder cannot be written
 */
export async function runStudy(plan: StudyPlan, options: StudyOptions): Promise<StudyResult> {
  const folder = join(options.out, plan.name);
  makeFolder(outcomesIn(folder));
  writePlan(folder, plan);
  const planned = runsOf(plan.runs, options.shard);
  const answers = await answersTo(planned, plan, folder, options);
  clearLocks(locksIn(folder));
  const result = resultOf(planned, answers, folder);
  if (options.shard === undefined && !result.interrupted) {
    if (result.missing.length === 0) keepOutcomes(folder, result.outcomes);
    writeTables(folder, plan, result.outcomes);
  }
  return result;
}

type Answers = ReadonlyMap<number, StudyAnswer>;

/** One answer for every run, by position. @throws ScenarioError where no outcome can be written */
async function answersTo(
  planned: readonly PlannedRun[],
  { gaps }: StudyPlan,
  out: string,
  { folder, workers, interrupt, onProgress }: StudyOptions,
): Promise<Answers> {
  const ending = new Int32Array(new SharedArrayBuffer(4));
  const end = () => void Atomics.store(ending, 0, 1);
  if (interrupt?.aborted) end();
  interrupt?.addEventListener("abort", end, { once: true });
  const pool = new StudyPool(Math.max(1, Math.min(workers, planned.length)), (news) =>
    onProgress?.({ kind: "round", ...news }),
  );
  const answers = new Map<number, StudyAnswer>();
  const answer = async (run: PlannedRun) => {
    const holder = ownHolder(run.index);
    const found = await pool.execute({ planned: run, gaps, folder, out, holder, ending });
    answers.set(run.index, found);
    if (found.kind === "outcome") onProgress?.(found);
    if (found.kind === "fault") end();
  };
  try {
    // What was held may have been another run of this plan that comes to the same: it has ended by now.
    for (let left = planned, before = Number.POSITIVE_INFINITY; left.length < before; ) {
      before = left.length;
      await Promise.all(left.map(answer));
      left = left.filter(({ index }) => answers.get(index)?.kind === "held");
    }
  } finally {
    interrupt?.removeEventListener("abort", end);
    await pool.end();
  }
  return answers;
}

function resultOf(planned: readonly PlannedRun[], answers: Answers, folder: string): StudyResult {
  const outcomes: StudyOutcome[] = [];
  const missing: MissingRun[] = [];
  let kept = 0;
  for (const run of planned) {
    const answer = answers.get(run.index)!;
    if (answer.kind === "fault") throw new ScenarioError(answer.place, answer.value, answer.allowed);
    if (answer.kind === "outcome") {
      outcomes.push(answer.outcome);
      if (answer.kept) kept++;
    } else missing.push({ planned: run, reason: reasonOf(answer) });
  }
  const interrupted = [...answers.values()].some(({ kind }) => kind === "left");
  return { folder, outcomes, kept, missing, interrupted };
}

function reasonOf(answer: Exclude<StudyAnswer, { kind: "outcome" }>): string {
  if (answer.kind === "held") return `process ${answer.by.pid} on ${answer.by.host} is at it`;
  return "interrupted";
}
