// hearsay run <scenario…>: runs scenarios one after the other and leaves a report of each, and of all
// together.
import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { ScenarioError } from "../error.ts";
import type { RowEntry } from "../journal/journal.ts";
import { isAboutAll, personalColumnsOf } from "../report/personal.ts";
import { columnName } from "../report/series.ts";
import { writeComparison, writeReport } from "../report/write.ts";
import { experimentAt } from "../runners/load.ts";
import { certifyRun, type RunResult, run, runIdOf } from "../runners/run.ts";
import { scheduleOf } from "../runners/schedule.ts";
import { type RunnerName, requireRule, requireThreads, runnerNames } from "../runners/ways.ts";
import { requireData } from "../scenario/agent-data.ts";
import type { RunCertificate } from "../scenario/certify.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { wholeNumber } from "./arguments.ts";
import { progressOf } from "./progress.ts";
import { type ScenarioFlags, seedOption, setOption } from "./scenario-options.ts";
import { scheduleText } from "./schedule-text.ts";
import { shortBytes, shortNumber, textTable } from "./text-table.ts";

interface Flags extends ScenarioFlags {
  readonly on: RunnerName;
  readonly out: string;
  readonly data?: string;
  readonly threads: number;
  readonly resume?: boolean;
  readonly dryRun?: boolean;
  readonly report: boolean;
}

export const runCommand = new Command("run")
  .description("run scenarios and write their reports; several are also compared")
  .argument("<scenario...>", "scenario files")
  .option("--out <folder>", "where the run folders go: <folder>/<name>/<run id>", "runs")
  .addOption(seedOption)
  .addOption(setOption)
  .option("--data <folder>", "the agents' own data, agent-<i>.json, of a world of `own-data`")
  .addOption(new Option("--on <runner>", "how to run").choices(runnerNames).default("lockstep"))
  .option("--threads <t>", "worker threads; they change no bit", wholeNumber(1), 1)
  .option("--dry-run", "with --on virtual: show when what would be sent, without learning; write nothing")
  .option("--resume", "continue an interrupted run; a finished one is left as it is")
  .option("--no-report", "leave the figures and report.html out")
  .action(runAll);

async function runAll(paths: readonly string[], flags: Flags): Promise<void> {
  requireThreads(flags.on, flags.threads);
  const planned: Planned[] = [];
  for (const path of paths) planned.push(await plan(path, flags));
  if (flags.dryRun === true) return dryRun(planned, flags.on);
  refuseRepetition(planned, flags.on);
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  // Only from the first row on: before, in a long certificate, a signal must end the process at once.
  const listen = once(() => process.once("SIGINT", onInterrupt).once("SIGTERM", onInterrupt));
  const results: RunResult[] = [];
  for (const { experiment, folder, certificate } of planned) {
    const { name, rounds } = experiment.scenario;
    const progress = progressOf(name, rounds, process.stderr.isTTY === true);
    try {
      const options = {
        ...flags,
        folder,
        certificate,
        interrupt: interrupt.signal,
        onRow(row: RowEntry) {
          listen();
          progress.onRow(row);
        },
        onRound: progress.onRound,
      };
      results.push(await run(experiment, { ...options, out: resolve(flags.out) }));
    } finally {
      progress.end();
    }
    if (interrupt.signal.aborted) break;
  }
  const reports = flags.report ? await writeReports(results, resolve(flags.out)) : [];
  process.stdout.write(`\n${resultTable(results)}\n${closing(results, reports)}`);
  process.exitCode = exitCodeOf(results);
}

async function dryRun(planned: readonly Planned[], on: RunnerName): Promise<void> {
  if (on !== "virtual")
    throw new ScenarioError("--dry-run", `--on ${on}`, "it shows a network: --on virtual");
  for (const { experiment } of planned) {
    const schedule = await scheduleOf(experiment);
    process.stdout.write(`${scheduleText(experiment.scenario.name, schedule)}\n`);
  }
}

interface Planned {
  readonly path: string;
  readonly experiment: Experiment;
  readonly folder: string;
  readonly certificate: RunCertificate;
}

/** All that can be refused is refused here, before the first of several runs begins. */
async function plan(path: string, flags: Flags): Promise<Planned> {
  const { experiment, folder } = await experimentAt(path, flags);
  try {
    requireData(experiment);
    requireRule(flags.on, experiment, flags.threads);
    return { path, experiment, folder, certificate: certifyRun(experiment) };
  } catch (error) {
    throw error instanceof ScenarioError ? error.foundIn(path) : error;
  }
}

/** Two runs of one name and id would share a folder, and the second would replace the first. */
function refuseRepetition(planned: readonly Planned[], on: RunnerName): void {
  const known = new Map<string, string>();
  for (const { path, experiment } of planned) {
    const run = `${experiment.scenario.name}/${runIdOf(experiment, on)}`;
    const first = known.get(run);
    if (first !== undefined)
      throw new ScenarioError(path, `the run of ${first} once more`, "name every run once");
    known.set(run, path);
  }
}

/** Acts the first time it is called. */
function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

async function writeReports(results: readonly RunResult[], out: string): Promise<string[]> {
  const folders = results.map(({ folder }) => folder);
  const pages: string[] = [];
  for (const folder of folders) pages.push(await writeReport(folder));
  if (folders.length > 1) pages.push(await writeComparison(folders, join(out, "comparison")));
  return pages;
}

/** Runs as lines of a table; what none of them can have has no column. */
export function resultTable(results: readonly RunResult[]): string {
  const all = results.map(({ rows }) => rows.slice(-1).map(({ metrics }) => metrics));
  const common = isAboutAll(all) ? ["gap", "worst value", "consensus"] : [];
  const personal = personalColumnsOf(all).map(({ column }) => column);
  const heading = [
    ...["run", "status", "rounds", "1−sigma"],
    ...common,
    ...personal.map(columnName),
    "sent",
  ];
  return textTable(
    heading,
    results.map(({ folder, status, round, rows, certificate }) => {
      const { metrics, bytes } = rows.at(-1) ?? { metrics: {} as Record<string, number>, bytes: 0 };
      const agreement = metrics.policy_consensus ?? metrics.values_consensus;
      return [
        folder.split(/[\\/]/).at(-2)!,
        status,
        String(round),
        shortNumber(certificate.oneMinusSigma),
        ...(common.length > 0
          ? [metrics.optimality_gap, metrics.value_worst, agreement].map(shortNumber)
          : []),
        ...personal.map((column) => shortNumber(metrics[column])),
        shortBytes(bytes),
      ];
    }),
  );
}

/** What is to be said after the table. */
export function closing(
  results: readonly RunResult[],
  reports: readonly string[],
  howToGoOn = "continue with --resume",
): string {
  const lines = results.flatMap(({ status, folder, reused, divergence }) => {
    if (divergence !== undefined)
      return [
        `diverged: ${divergence.message}${divergence.round > 0 ? `; last finite state in ${folder}` : ""}`,
      ];
    if (status === "interrupted") return [`interrupted: ${howToGoOn} (${folder})`];
    return reused ? [`finished before: ${folder}`] : [];
  });
  const last = reports.at(-1);
  return [...lines, last === undefined ? `results: ${results.at(-1)?.folder}` : `report: ${last}`]
    .map((line) => `${line}\n`)
    .join("");
}

/** 130 where a run was interrupted, 1 where one diverged. */
export function exitCodeOf(results: readonly RunResult[]): number {
  if (results.some(({ status }) => status === "interrupted")) return 130;
  return results.some(({ status }) => status === "diverged") ? 1 : 0;
}
