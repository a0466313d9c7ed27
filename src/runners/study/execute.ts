// One run of a study, from its plan to its outcome.
import { join } from "node:path";
import { DivergenceError, ScenarioError } from "../../error.ts";
import { codeVersion } from "../../journal/code-version.ts";
import { buildExperiment, type Experiment } from "../../scenario/experiment.ts";
import { faultText } from "../../scenario/plugin-fault.ts";
import { resolveScenario } from "../../scenario/scenario.ts";
import type { PlannedRun } from "../../scenario/study/study-plan.ts";
import { seconds } from "../clock.ts";
import { run, runIdOf } from "../run.ts";
import { type RunFiles, readRunFile, registryWith } from "./carried-files.ts";
import { earlierRun, type RunEnd } from "./earlier-run.ts";
import type { StudyOutcome } from "./outcome.ts";
import { questionOf, readOutcome, writeOutcome } from "./outcome-files.ts";
import { type Holder, type Lock, ownHolder, takeLock } from "./run-lock.ts";
import { curveOf, rowOf } from "./run-row.ts";

/** Where a study's run is carried out, and for whom. */
export interface StudyContext {
  /** The gaps that the study reports. */
  readonly gaps: readonly number[];
  /** The folder that the scenario's paths are relative to, or what lies there. */
  readonly folder: RunFiles;
  /** The study's own folder of results: runs/ and outcomes/ are in it. */
  readonly out: string;
  /** Whose run it is; the threads of a process share it. */
  readonly holder?: Holder;
  /** Ends the run after the current round, with a checkpoint. */
  readonly interrupt?: AbortSignal;
  /** Told about every round. */
  readonly onRound?: (round: number) => void;
}

/** The folder of locks in a study's folder: one file a run that goes on, named by its id. */
export function locksIn(studyFolder: string): string {
  return join(studyFolder, "locks");
}

/**
 * Carries out a run of a study and leaves its run folder and its outcome. One that has its outcome already
 * is not run again, unless it failed; one that was cut off continues with the same bits. What is wrong with
 * the run itself is the outcome's error. An interrupted run leaves no outcome file.
 * @throws HeldError where another process is at this run, ScenarioError where no outcome can be written
 */
export async function executeRun(planned: PlannedRun, context: StudyContext): Promise<StudyOutcome> {
  const began = seconds();
  const failed = ({ fault }: Fault, runId: string | null) =>
    written(
      failedOutcome(planned, context.gaps, { error: fault, runId, seconds: seconds() - began }),
      context,
    );
  const built = await attempt(() => builtRun(planned, context.folder));
  if ("fault" in built) return failed(built, null);
  const { experiment, runId } = built.value;
  const kept = keptOutcome(planned, context, runId);
  if (kept !== undefined) return kept;
  const lock = takeLock(join(locksIn(context.out), runId), context.holder ?? ownHolder(planned.index));
  try {
    const ran = await attempt(() => ranOutcome(planned, context, { experiment, runId, lock, began }));
    if ("fault" in ran) return failed(ran, runId);
    return ran.value.status === "interrupted" ? ran.value : written(ran.value, context);
  } finally {
    lock.release();
  }
}

/** The outcome of an earlier start, if there is one; nothing is run. */
export async function earlierOutcome(
  planned: PlannedRun,
  context: Pick<StudyContext, "gaps" | "folder" | "out">,
): Promise<StudyOutcome | undefined> {
  const built = await attempt(() => builtRun(planned, context.folder));
  return "fault" in built ? undefined : keptOutcome(planned, context, built.value.runId);
}

/** The outcome of a run that broke. */
export function failedOutcome(
  planned: PlannedRun,
  gaps: readonly number[],
  what: Pick<StudyOutcome, "error" | "runId" | "seconds">,
): StudyOutcome {
  return { ...frameOf(planned, gaps), ...what, status: "failed", row: {}, curve: curveOf([]) };
}

function frameOf(planned: PlannedRun, gaps: readonly number[]) {
  const { index, point, seeds } = planned;
  return { index, question: questionOf(planned, gaps), version: codeVersion(), point, seeds };
}

/** The outcome as its file gives it back, so that tables are the same now and later. */
function written(outcome: StudyOutcome, { out }: StudyContext): StudyOutcome {
  writeOutcome(out, outcome);
  return asRead(outcome);
}

function asRead<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

async function builtRun({ scenario: raw }: PlannedRun, folder: RunFiles) {
  const registry = await registryWith(folder, raw.plugins);
  const scenario = resolveScenario(raw, registry);
  const experiment = buildExperiment(scenario, registry, (path) => readRunFile(folder, path));
  return { experiment, runId: runIdOf(experiment, "lockstep") };
}

/** The outcome of an earlier start, where it answers the same question. */
function keptOutcome(
  planned: PlannedRun,
  { gaps, out }: Pick<StudyContext, "gaps" | "out">,
  runId: string,
): StudyOutcome | undefined {
  const kept = readOutcome(out, planned.index, runId);
  const answers = kept?.question === questionOf(planned, gaps) && kept.status !== "failed";
  return answers ? kept : undefined;
}

interface Attempted {
  readonly experiment: Experiment;
  readonly runId: string;
  readonly lock: Lock;
  readonly began: number;
}

async function ranOutcome(
  planned: PlannedRun,
  context: StudyContext,
  { experiment, runId, lock, began }: Attempted,
): Promise<StudyOutcome> {
  const runs = join(context.out, "runs");
  const earlier = earlierRun(join(runs, experiment.scenario.name, runId));
  const { certificate, rows, end } =
    earlier.ended ?? (await endedRun(experiment, context, { out: runs, resume: earlier.whole, lock }));
  const interrupted = end.status === "interrupted";
  return {
    ...frameOf(planned, context.gaps),
    runId,
    status: end.status,
    error: end.reason ?? null,
    row: interrupted ? {} : rowOf({ scenario: experiment.scenario, certificate, rows, end }, context.gaps),
    curve: curveOf(interrupted ? [] : rows),
    seconds: earlier.seconds + seconds() - began,
  };
}

/** How often a run shows other machines that it lives. */
const beatEverySeconds = 60;

async function endedRun(
  experiment: Experiment,
  { interrupt, onRound }: StudyContext,
  { out, resume, lock }: { readonly out: string; readonly resume: boolean; readonly lock: Lock },
): Promise<RunEnd> {
  let beaten = seconds();
  const result = await run(experiment, {
    out,
    resume,
    ...(interrupt && { interrupt }),
    onRound(round) {
      onRound?.(round);
      if (seconds() - beaten < beatEverySeconds) return;
      lock.beat();
      beaten = seconds();
    },
  });
  const { certificate, rows, status, round, divergence } = result;
  const reason = divergence && { reason: divergence.message };
  // As certificate.json gives it back, which knows no infinities.
  return { certificate: asRead(certificate), rows, end: { kind: "end", status, round, ...reason } };
}

interface Fault {
  readonly fault: string;
}

/** What `work` gives, or its fault as one line. */
async function attempt<T>(work: () => Promise<T>): Promise<{ readonly value: T } | Fault> {
  try {
    return { value: await work() };
  } catch (error) {
    const isOurs = error instanceof ScenarioError || error instanceof DivergenceError;
    return { fault: isOurs ? error.message : oneLine(faultText(error)) };
  }
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
