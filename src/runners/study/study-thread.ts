// The worker thread of a study: carries out one run at a time.
import { parentPort } from "node:worker_threads";
import { ScenarioError, show } from "../../error.ts";
import type { PlannedRun } from "../../scenario/study/study-plan.ts";
import { seconds } from "../clock.ts";
import type { RunFiles } from "./carried-files.ts";
import { executeRun } from "./execute.ts";
import type { StudyOutcome } from "./outcome.ts";
import { HeldError, type Holder } from "./run-lock.ts";

/** What a thread is told to do. */
export interface StudyTask {
  readonly planned: PlannedRun;
  readonly gaps: readonly number[];
  readonly folder: RunFiles;
  readonly out: string;
  readonly holder: Holder;
  /** In memory that all threads share: not 0 once the study is to end. */
  readonly ending: Int32Array;
}

/** What a thread answers. */
export type StudyAnswer =
  /** `kept`: it was there, or its run was. */
  | { readonly kind: "outcome"; readonly outcome: StudyOutcome; readonly kept: boolean }
  /** The study ends before this run has begun. */
  | { readonly kind: "left" }
  /** Another process is at this run. */
  | { readonly kind: "held"; readonly by: Holder }
  /** No outcome can be written. */
  | { readonly kind: "fault"; readonly place: string; readonly value: string; readonly allowed: string };

/** What a thread tells while it works. */
export interface StudyNews {
  readonly index: number;
  readonly round: number;
}

/** How long a thread works in silence. */
const newsEverySeconds = 0.2;

export default async function execute(task: StudyTask): Promise<StudyAnswer> {
  const { planned, gaps, folder, out, holder, ending } = task;
  if (Atomics.load(ending, 0) !== 0) return { kind: "left" };
  const interrupt = new AbortController();
  const { index } = planned;
  let told = Number.NEGATIVE_INFINITY;
  try {
    const outcome = await executeRun(planned, {
      ...{ gaps, folder, out, holder, interrupt: interrupt.signal },
      onRound(round) {
        // Rounds follow each other without a turn for messages; shared memory is seen at once.
        if (Atomics.load(ending, 0) !== 0) interrupt.abort();
        if (seconds() - told < newsEverySeconds) return;
        parentPort?.postMessage({ index, round } satisfies StudyNews);
        told = seconds();
      },
    });
    if (outcome.status === "interrupted") return { kind: "left" };
    const kept = outcome.status !== "failed" && told === Number.NEGATIVE_INFINITY;
    return { kind: "outcome", outcome, kept };
  } catch (error) {
    if (error instanceof HeldError) return { kind: "held", by: error.holder };
    if (!(error instanceof ScenarioError)) throw error;
    const { place, value, allowed } = error;
    return { kind: "fault", place, allowed, value: typeof value === "string" ? value : show(value) };
  }
}
