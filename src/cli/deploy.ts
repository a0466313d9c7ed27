// hearsay deploy <scenario>: every peer a process of this machine, supervised; hearsay merge <scenario>: the
// run of peers that were started by hand.
import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { ScenarioError } from "../error.ts";
import type { RowEntry } from "../journal/journal.ts";
import { writeReport } from "../report/write.ts";
import { leanFlag } from "../runners/deployment/child.ts";
import type { PeerStatus } from "../runners/deployment/deploy.ts";
import type { ManifestFormat } from "../runners/deployment/manifests/write-manifests.ts";
import { experimentAt } from "../runners/load.ts";
import { certifyRun, type NamedWay, type RunResult, run } from "../runners/run.ts";
import { requireReal } from "../runners/ways.ts";
import { numberBetween, wholeNumber } from "./arguments.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { LiveTable } from "./live-table.ts";
import { progressOf } from "./progress.ts";
import { closing, exitCodeOf, resultTable } from "./run.ts";
import { type ScenarioFlags, seedOption, setOption } from "./scenario-options.ts";

interface Flags extends ScenarioFlags {
  readonly out: string;
  readonly data?: string;
  readonly report: boolean;
}

interface DeployFlags extends Flags {
  readonly processes?: number;
  readonly restarts: number;
  readonly resume?: boolean;
  readonly checkpointEvery: number;
  readonly emit?: ManifestFormat;
  readonly image: string;
  readonly keys?: boolean;
}

export const deployCommand = new Command("deploy")
  .description("run a scenario with a process for every agent, over TCP on this machine")
  .argument("<scenario>", "scenario file")
  .option("--processes <p>", "processes; as many as agents unless told", wholeNumber(1))
  .option("--out <folder>", "where the run folder goes, <folder>/<name>/<run id>; or the manifests", "runs")
  .addOption(seedOption)
  .addOption(setOption)
  .option("--data <folder>", "the agents' own data, agent-<i>.json, of a world of `own-data`")
  .option("--restarts <n>", "how often in a row a process that dies is started again", wholeNumber(0), 5)
  .option("--checkpoint-every <s>", "seconds between a peer's checkpoints", numberBetween(-1e-9, 1e9), 5)
  .addOption(
    new Option("--emit <format>", "write manifests of containers, one a peer, and run nothing").choices([
      "compose",
      "kubernetes",
    ]),
  )
  .option("--image <name>", "with --emit: the container image", "hearsay")
  .option("--keys", "with --emit: a key for every peer, made in the folder's keys/, not the seed's")
  .option("--resume", "continue what the peers of an interrupted run left")
  .option("--no-report", "leave the figures and report.html out")
  .action(deploy);

export const mergeCommand = new Command("merge")
  .description("make the run folder of peers that ran on several hosts, from their own folders")
  .argument("<scenario>", "scenario file")
  .option("--out <folder>", "where they are: <folder>/<name>/<run id>/peers/<i>", "runs")
  .addOption(seedOption)
  .addOption(setOption)
  .option("--data <folder>", "the agents' own data, for the metrics that need those of all agents")
  .option("--no-report", "leave the figures and report.html out")
  .action(merge);

async function deploy(path: string, flags: DeployFlags, command: Command): Promise<void> {
  if (flags.emit !== undefined) {
    const isTold = command.getOptionValueSource("out") !== "default";
    return emit(path, flags.emit, { ...flags, out: isTold ? flags.out : "deployment" });
  }
  for (const name of ["keys", "image"] as const)
    if (command.getOptionValueSource(name) === "cli")
      throw new ScenarioError(`--${name}`, flags[name], "nothing, without --emit");
  const { deployWay } = await import("../runners/deployment/deploy.ts");
  const table = process.stderr.isTTY ? new LiveTable(process.stderr) : undefined;
  const interrupts = listenForInterrupts(
    () => process.stderr.write("ending all peers, each with a checkpoint; once more to leave at once\n"),
    () => {},
  );
  const way = deployWay({
    ...(flags.processes !== undefined && { processes: flags.processes }),
    restarts: flags.restarts,
    resume: flags.resume === true,
    command: (agents, hosts) => [
      ...[...process.execArgv, leanFlag, process.argv[1]!],
      ...peerArguments(path, flags, agents, hosts),
    ],
    onStatus: (status: readonly PeerStatus[]) => table?.show(status),
  });
  try {
    const result = await runBy(way, path, flags, {
      interrupt: interrupts.signal,
      quiet: table !== undefined,
    });
    table?.clear();
    await conclude(result, flags);
  } finally {
    table?.clear();
    interrupts.end();
  }
}

/** Where containers look for data that were not given. */
const whereData = {
  compose: "data/agent-<i>.json beside compose.yaml",
  kubernetes: "kubectl create secret generic agent-<i>-data --from-file=agent.json=agent-<i>.json",
} as const satisfies Record<ManifestFormat, string>;

async function emit(path: string, format: ManifestFormat, flags: DeployFlags): Promise<void> {
  const { processes, keys = false, image, data, checkpointEvery } = flags;
  if (processes !== undefined)
    throw new ScenarioError("--processes", processes, "nothing, with --emit: every peer has a container");
  const { writeManifests } = await import("../runners/deployment/manifests/write-manifests.ts");
  const origin = await experimentAt(path, flags);
  try {
    certifyRun(origin.experiment);
    requireReal(origin.experiment);
    const own = data === undefined ? {} : { data: resolve(data) };
    const options = { ...origin, ...own, image, keys, checkpointSeconds: checkpointEvery };
    const names = await writeManifests(format, { ...options, out: resolve(flags.out) });
    process.stdout.write(names.map((name) => `wrote ${join(flags.out, name)}\n`).join(""));
    if (origin.experiment.shares.some((share) => "withheld" in share))
      process.stdout.write(`bring the data of every agent: ${whereData[format]}\n`);
  } catch (error) {
    throw error instanceof ScenarioError ? error.foundIn(path) : error;
  }
}

function peerArguments(
  path: string,
  { out, seed, set, data, checkpointEvery }: DeployFlags,
  agents: readonly number[],
  hosts: string,
): string[] {
  return [
    ...["peer", resolve(path), "--agent", agents.join(","), "--peers", hosts, "--out", resolve(out)],
    ...(seed === undefined ? [] : ["--seed", String(seed)]),
    ...set.flatMap((assignment) => ["--set", assignment]),
    ...(data === undefined ? [] : ["--data", resolve(data)]),
    ...["--checkpoint-every", String(checkpointEvery)],
  ];
}

async function merge(path: string, flags: Flags): Promise<void> {
  const { mergeWay } = await import("../runners/deployment/merge-way.ts");
  const result = await runBy(mergeWay, path, flags, { quiet: true });
  await conclude(result, flags, "peers go on with the commands that started them");
}

async function runBy(
  way: NamedWay,
  path: string,
  flags: Flags,
  { quiet, interrupt }: { readonly quiet: boolean; readonly interrupt?: AbortSignal },
): Promise<RunResult> {
  const { experiment, folder } = await experimentAt(path, flags);
  let certificate: ReturnType<typeof certifyRun>;
  try {
    certificate = certifyRun(experiment);
  } catch (error) {
    throw error instanceof ScenarioError ? error.foundIn(path) : error;
  }
  const { name, rounds } = experiment.scenario;
  const progress = progressOf(name, rounds, false);
  return run(experiment, {
    way,
    out: resolve(flags.out),
    folder,
    certificate,
    ...(interrupt && { interrupt }),
    ...(!quiet && { onRow: (row: RowEntry) => progress.onRow(row) }),
  });
}

async function conclude(result: RunResult, { report }: Flags, howToGoOn?: string): Promise<void> {
  const reports = report && result.rows.length > 0 ? [await writeReport(result.folder)] : [];
  process.stdout.write(`\n${resultTable([result])}\n${closing([result], reports, howToGoOn)}`);
  process.exitCode = exitCodeOf([result]);
}
