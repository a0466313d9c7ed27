// hearsay study <file>: a scenario over axes and seeds, planned, run or collected, and reported.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { writeStudyReport } from "../report/write.ts";
import { timingsOf } from "../runners/study/calibration.ts";
import { estimateOf } from "../runners/study/estimate.ts";
import { type LoadedStudy, loadStudy } from "../runners/study/load-study.ts";
import { runsOf, type Shard, shardOf } from "../runners/study/shard.ts";
import type { StudyPlan } from "../scenario/study/study-plan.ts";
import { collect, wholeNumber } from "./arguments.ts";
import { queueOption } from "./queue-option.ts";
import { throughQueue } from "./study-queue.ts";
import { carryOut, closingText, collected, type EndedStudy, exitCodeOf } from "./study-run.ts";
import { counted, planText, shortDuration } from "./study-text.ts";
import { shortBytes } from "./text-table.ts";

interface Flags {
  readonly preset?: string;
  readonly set: readonly string[];
  readonly out: string;
  readonly workers: number;
  readonly dryRun?: boolean;
  readonly shard?: Shard;
  /** The address; true where it stands in the environment. */
  readonly queue?: true | string;
  /** The folders named; true where none is. */
  readonly collect?: true | readonly string[];
  readonly report: boolean;
}

export const studyCommand = new Command("study")
  .description("vary a scenario over axes and seeds, as a study file or a preset says")
  .argument("<file>", "a study (.yaml), or a scenario with --preset")
  .option("--preset <name>", "ready axes, for a plain scenario too (hearsay list presets)")
  .option("--set <path=value>", "change a value of the scenario for all runs (repeatable)", collect, [])
  .option("--out <folder>", "where the results go: <folder>/<study name>", "studies")
  .option("--workers <w>", "runs at once, one per core unless told", wholeNumber(1), availableParallelism())
  .option("--dry-run", "show the plan with its time and space, run nothing")
  .option("--shard <i/n>", "run part i of n only; --collect puts the parts together", shardOf)
  .addOption(queueOption("let workers anywhere take the runs, and wait").conflicts(["shard", "dryRun"]))
  .addOption(
    new Option(
      "--collect [folder...]",
      "run nothing: make tables and report of the outcomes in these folders (default: the study's own)",
    ).conflicts(["shard", "dryRun"]),
  )
  .option("--no-report", "leave the figures and report.html out")
  .action(async (path: string, flags: Flags) => {
    const study = await loadStudy(path, flags);
    if (flags.dryRun !== true) return carriedOut(study, flags);
    process.stdout.write(planText(study.plan));
    process.stdout.write(await costText(study, flags));
  });

/** Runs or collects a study and says how it ended. */
async function carriedOut({ plan, folder }: LoadedStudy, flags: Flags): Promise<void> {
  const ended = await endedStudy(plan, folder, flags);
  const reported = flags.report && ended.tables && ended.outcomes.length > 0;
  const page = reported ? await writeStudyReport(ended.folder, plan, ended.outcomes) : undefined;
  process.stdout.write(closingText(plan, ended));
  if (page !== undefined) process.stdout.write(`report: ${page}\n`);
  process.exitCode = exitCodeOf(ended);
}

async function endedStudy(plan: StudyPlan, folder: string, flags: Flags): Promise<EndedStudy> {
  const { queue, collect: from } = flags;
  if (queue !== undefined) return throughQueue(plan, folder, { ...flags, queue });
  if (from !== undefined) return collected(plan, from === true ? [] : from, flags.out);
  return carryOut(plan, folder, flags);
}

/** Time and space of the study, or of the part that is asked for, and what they are estimated from. */
async function costText(study: LoadedStudy, { workers, out, shard }: Flags): Promise<string> {
  const timings = await timingsOf(study);
  const runs = runsOf(study.plan.runs, shard);
  const sizes = runs.map(({ index }) => study.sizes[index]!);
  const { seconds, bytes } = estimateOf(sizes, timings, workers);
  const part = shard === undefined ? "" : `part ${shard.part} of ${shard.of}: ${counted(runs.length)}\n`;
  const on = `on ${workers} worker${workers === 1 ? "" : "s"}`;
  const basis = `${timings.length} of ${study.plan.runs.length} runs timed for some rounds`;
  const time = `time: ${shortDuration(seconds)} ${on}, an estimate from ${basis}`;
  return `${part}${time}\ndisk: about ${shortBytes(bytes)} in ${join(out, study.plan.name)}\n`;
}
