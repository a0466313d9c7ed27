// One run from start to end: certify, make the folder, drive the runner, write the results.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DivergenceError, ScenarioError } from "../error.ts";
import { hasCheckpoint, readCheckpoint, type SavedStates } from "../journal/checkpoint.ts";
import { codeVersion } from "../journal/code-version.ts";
import { readText, writeWhole } from "../journal/files.ts";
import type { EndEntry, RowEntry, RunStatus, StartEntry } from "../journal/journal.ts";
import { isRunFolder, readJournal } from "../journal/read.ts";
import type { Metric } from "../metrics/metric.ts";
import { requireData } from "../scenario/agent-data.ts";
import { certifyExperiment, type RunCertificate, refuseExperiment } from "../scenario/certify.ts";
import { canonicalJson, sha256Hex } from "../scenario/digest.ts";
import { type Experiment, prepareMetrics } from "../scenario/experiment.ts";
import { pluginFault } from "../scenario/plugin-fault.ts";
import { graphArchive } from "./graph-archive.ts";
import { FolderRecorder } from "./recorder.ts";
import { writeResults } from "./results.ts";
import { claimFolder, keepFolder } from "./run-folder.ts";
import type { Outcome, RunnerOptions } from "./runner.ts";
import {
  deploymentName,
  type RunnerName,
  requireReal,
  requireRule,
  requireThreads,
  type Way,
  ways,
} from "./ways.ts";

/** How a run is carried out. */
export interface RunOptions {
  /** The way to run; default lockstep. */
  readonly on?: RunnerName;
  /** A way that has no name for `on`, in its place. */
  readonly way?: NamedWay;
  /** The folder that holds runs/<name>/<runId>. */
  readonly out: string;
  /** The folder that the scenario's paths are relative to, for threads that read its files. */
  readonly folder?: string;
  /** The folder of agents' own data, for threads that read them. */
  readonly data?: string;
  /** Worker threads, at least 1; default 1. They change no bit. */
  readonly threads?: number;
  /** What `certifyRun` answered, where it was asked before; it is not asked again. */
  readonly certificate?: RunCertificate;
  /** Continue from the checkpoint of an interrupted run; leave a finished one as it is. */
  readonly resume?: boolean;
  /** Ends the run after the current round, with a checkpoint. */
  readonly interrupt?: AbortSignal;
  /** Told about every measured row. */
  readonly onRow?: (row: RowEntry) => void;
  /** Told about every round. */
  readonly onRound?: (round: number) => void;
}

/** A way to run with the name that is told of it. */
export interface NamedWay extends Way {
  readonly name: string;
  /** Whether what lies in the run folder belongs to this run. */
  readonly keepsFolder: boolean;
  /** Whether it reads what agents have computed already, so that nothing need be known of their data. */
  readonly isAfterwards?: boolean;
}

/** A run that ended, one way or the other. */
export interface RunResult {
  /** <out>/<name>/<runId>. */
  readonly folder: string;
  readonly runId: string;
  readonly status: RunStatus;
  /** The last round; of a run that diverged, the round that did. */
  readonly round: number;
  readonly rows: readonly RowEntry[];
  readonly certificate: RunCertificate;
  /** Set where a state left the numbers. */
  readonly divergence?: DivergenceError;
  /** Whether an earlier, finished run was found and nothing had to be done. */
  readonly reused: boolean;
}

/** The id of a run: digest, rounds, measuring, stopping rule, network, runner and code version. */
export function runIdOf({ digest, scenario, networkFiles, data }: Experiment, runner: string): string {
  const { rounds, measure, stop, network } = scenario;
  const setting = network && { ...network, files: networkFiles };
  // Peers in their own places know their own data only, and have one run all the same.
  const own = runner === deploymentName || data.size === 0 ? undefined : [...data];
  const version = codeVersion();
  const identity = { digest, rounds, measure, stop, network: setting, runner, version, data: own };
  return sha256Hex(new TextEncoder().encode(canonicalJson(identity))).slice(0, 12);
}

/**
 * The certificate of an experiment that may run.
 * @throws ScenarioError where its mixing is refused
 */
export function certifyRun(experiment: Experiment): RunCertificate {
  const certificate = certifyExperiment(experiment);
  refuseExperiment(experiment, certificate);
  return certificate;
}

/**
 * Runs an experiment and leaves its folder.
 * @throws ScenarioError before anything is written where the mixing is refused, or where the disk refuses
 */
export async function run(experiment: Experiment, options: RunOptions): Promise<RunResult> {
  const { plugins } = experiment.scenario;
  const way = wayOf(experiment, options);
  requireKnown(experiment, way);
  const certificate = options.certificate ?? certifyRun(experiment);
  const runId = runIdOf(experiment, way.name);
  const folder = join(options.out, experiment.scenario.name, runId);
  const past = options.resume === true ? pastOf(folder, way.resumes) : undefined;
  if (past?.end !== undefined) {
    const { status, round } = past.end;
    return { folder, runId, status, round, rows: past.rows, certificate, reused: true };
  }
  const metrics = prepareMetrics(experiment, { honestOnly: way.name !== "lockstep" });
  const claimed = way.keepsFolder
    ? keepFolder(folder)
    : claimFolder(folder, past?.checkpoint !== undefined);
  const start = startEntry(experiment, runId, way.name);
  const parts = { experiment, options, way, folder, start, certificate };
  try {
    const { rows, end, divergence } = await recorded({ ...parts, metrics, past });
    const { status, round } = end;
    claimed.settle(status);
    const result = { folder, runId, status, round, rows, certificate, reused: false };
    return divergence === undefined ? result : { ...result, divergence };
  } catch (error) {
    claimed.abandon();
    throw pluginFault(error, plugins);
  }
}

/** @throws ScenarioError where the way does not fit */
function wayOf(experiment: Experiment, { way, on = "lockstep", threads = 1 }: RunOptions): NamedWay {
  if (way !== undefined || on.startsWith("libp2p")) requireReal(experiment);
  if (way !== undefined) return way;
  requireThreads(on, threads);
  requireRule(on, experiment, threads);
  return { ...ways[on], name: on, keepsFolder: false };
}

/** @throws ScenarioError where agents are to compute, or a gap is to stop them, without their data */
function requireKnown(experiment: Experiment, way: NamedWay): void {
  if (way.isAfterwards !== true) requireData(experiment);
  const { stop } = experiment.scenario;
  if (stop === undefined || experiment.world.meanTask !== undefined) return;
  throw new ScenarioError(
    "stop.gap",
    stop.gap,
    "it needs the data of all agents: give --data, or leave it out",
  );
}

interface RunParts {
  readonly way: NamedWay;
  readonly experiment: Experiment;
  readonly options: RunOptions;
  readonly folder: string;
  readonly start: StartEntry;
  readonly certificate: RunCertificate;
  readonly metrics: readonly Metric[];
  readonly past: Past | undefined;
}

/** Drives the runner and fills the folder; the journal ends last, so that an end means a whole folder. */
async function recorded(parts: RunParts) {
  const { experiment, options, way, folder, start, certificate, metrics, past } = parts;
  writeSetting(folder, experiment, certificate);
  const recorder = new FolderRecorder({
    folder,
    start,
    columns: way.columns,
    rows: past?.rows ?? [],
    timings: past?.timings ?? [],
    ...(past?.checkpoint && { checkpoint: past.checkpoint }),
    metrics,
    stopGap: experiment.scenario.stop?.gap,
    ...(options.onRow && { onRow: options.onRow }),
    ...(options.onRound && { onRound: options.onRound }),
  });
  try {
    const {
      end,
      tables = {},
      divergence,
    } = await drive(way, experiment, recorder, {
      ...(past?.checkpoint && { checkpoint: past.checkpoint }),
      ...(options.interrupt && { interrupt: options.interrupt }),
      threads: options.threads ?? 1,
      runFolder: folder,
      ...(options.folder !== undefined && { folder: options.folder }),
      ...(options.data !== undefined && { data: options.data }),
    });
    const { rows } = recorder;
    const views = recorder.finalViews((state) => experiment.algorithm.view(state));
    for (const [name, text] of Object.entries(tables)) writeWhole(join(folder, name), text);
    writeResults({ folder, experiment, start, end, rows, views, certificate });
    recorder.end(end);
    return { rows, end, divergence };
  } finally {
    recorder.close();
  }
}

/** What the run is about, written before its first round. */
function writeSetting(folder: string, { scenario, whole }: Experiment, certificate: RunCertificate): void {
  writeWhole(join(folder, "scenario.json"), `${JSON.stringify(scenario, null, 2)}\n`);
  writeWhole(join(folder, "certificate.json"), `${JSON.stringify(certificate, null, 2)}\n`);
  const archive = graphArchive(whole);
  if (archive !== undefined) writeWhole(join(folder, "mixing.npz"), archive);
}

async function drive(
  way: Way,
  experiment: Experiment,
  recorder: FolderRecorder,
  options: RunnerOptions,
): Promise<{ end: EndEntry; tables?: Outcome["tables"]; divergence?: DivergenceError }> {
  try {
    const { status, round, tables } =
      overBefore(recorder, options) ?? (await way.runner(experiment, recorder, options));
    return { end: { kind: "end", status, round }, ...(tables && { tables }) };
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    const end: EndEntry = {
      kind: "end",
      status: "diverged",
      round: error.round,
      reason: error.message,
    };
    return { end, divergence: error };
  }
}

/** The outcome of a run that was killed when it had reached its stopping rule and had not yet said so. */
function overBefore({ reached }: FolderRecorder, { checkpoint }: RunnerOptions): Outcome | undefined {
  return reached && checkpoint ? { status: "stopped", round: checkpoint.round } : undefined;
}

/** The first entry of a run's journal. */
export function startEntry({ scenario, digest }: Experiment, runId: string, runner: string): StartEntry {
  return {
    kind: "start",
    name: scenario.name,
    runId,
    scenarioDigest: digest,
    runner,
    version: codeVersion(),
    node: process.version,
  };
}

/** What an earlier run left: all of it if it ended, else its rows up to the checkpoint. */
function pastOf(folder: string, resumes: boolean): Past | undefined {
  if (!isRunFolder(folder)) return undefined;
  const { rows, end } = readJournal(folder);
  if (end?.status === "diverged")
    throw new ScenarioError("--resume", folder, `nothing to resume: ${end.reason}`);
  if (end?.status === "finished" || end?.status === "stopped") return { rows, end };
  if (!resumes || !hasCheckpoint(folder)) return undefined;
  const checkpoint = readCheckpoint(folder);
  const known = rows.filter(({ round }) => round <= checkpoint.round);
  return { rows: known, checkpoint, timings: timingsOf(folder, known.length) };
}

/** The first lines of timings.csv, without its header. */
function timingsOf(folder: string, count: number): string[] {
  const path = join(folder, "timings.csv");
  return existsSync(path)
    ? readText(path)
        .trimEnd()
        .split("\n")
        .slice(1, 1 + count)
    : [];
}

interface Past {
  readonly rows: readonly RowEntry[];
  readonly end?: EndEntry;
  readonly checkpoint?: SavedStates;
  readonly timings?: readonly string[];
}
