// hearsay study <file>: a scenario over axes and seeds, planned.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { timingsOf } from "../runners/study/calibration.ts";
import { estimateOf } from "../runners/study/estimate.ts";
import { type LoadedStudy, loadStudy } from "../runners/study/load-study.ts";
import { collect, wholeNumber } from "./arguments.ts";
import { planText, shortDuration } from "./study-text.ts";
import { shortBytes } from "./text-table.ts";

interface Flags {
  readonly preset?: string;
  readonly set: readonly string[];
  readonly out: string;
  readonly workers: number;
}

export const studyCommand = new Command("study")
  .description("vary a scenario over axes and seeds, as a study file or a preset says")
  .argument("<file>", "a study (.yaml), or a scenario with --preset")
  .option("--preset <name>", "ready axes, for a plain scenario too (hearsay list presets)")
  .option("--set <path=value>", "change a value of the scenario for all runs (repeatable)", collect, [])
  .option("--out <folder>", "where the results go: <folder>/<study name>", "studies")
  .option("--workers <w>", "runs at once (default: one per core)", wholeNumber(1), availableParallelism())
  .addOption(
    new Option("--dry-run", "show the plan with its time and space, run nothing").makeOptionMandatory(),
  )
  .action(async (path: string, flags: Flags) => {
    const study = await loadStudy(path, flags);
    process.stdout.write(planText(study.plan));
    process.stdout.write(await costText(study, flags));
  });

/** Time and space, and what they are estimated from. */
async function costText(study: LoadedStudy, { workers, out }: Flags): Promise<string> {
  const timings = await timingsOf(study);
  const { seconds, bytes } = estimateOf(study.sizes, timings, workers);
  const on = `on ${workers} worker${workers === 1 ? "" : "s"}`;
  const basis = `${timings.length} of ${study.plan.runs.length} runs timed for some rounds`;
  const time = `time: ${shortDuration(seconds)} ${on}, an estimate from ${basis}`;
  return `${time}\ndisk: about ${shortBytes(bytes)} in ${join(out, study.plan.name)}\n`;
}
