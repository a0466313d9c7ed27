// hearsay study --queue: a study whose runs any number of workers take, waited for or collected later.
import { resolve } from "node:path";
import { ScenarioError } from "../error.ts";
import { codeVersion } from "../journal/code-version.ts";
import type { QueuedStudyOptions } from "../runners/study/queue/queue-study.ts";
import type { StudyResult } from "../runners/study/run-study.ts";
import type { StudyPlan } from "../scenario/study/study-plan.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { queueAddress } from "./queue-option.ts";
import { progressOfStudy } from "./study-progress.ts";
import type { EndedStudy } from "./study-run.ts";

/** What the command line says of a queued study. */
export interface StudyQueueFlags {
  readonly queue: string | true;
  readonly out: string;
  readonly collect?: true | readonly string[];
}

/** Puts a study into the queue and waits, or collects what has ended. @throws ScenarioError */
export async function throughQueue(
  plan: StudyPlan,
  folder: string,
  { queue, out, collect }: StudyQueueFlags,
): Promise<EndedStudy> {
  if (Array.isArray(collect))
    throw new ScenarioError(
      "--collect",
      collect,
      "no folders together with --queue: outcomes come from there",
    );
  const { connect, unlessRefused } = await import("../runners/study/queue/redis.ts");
  const { queueStudy } = await import("../runners/study/queue/queue-study.ts");
  const address = queueAddress(queue);
  const redis = await connect(address, say);
  const progress = progressOfStudy(plan.name, plan.runs, process.stderr.isTTY === true);
  const interrupts = listenForInterrupts(() => say("the runs stay in the queue"), progress.end);
  const options: QueuedStudyOptions = {
    ...{ redis, folder, out: resolve(out), collect: collect === true, interrupt: interrupts.signal },
    onOutcome: (outcome, kept) => progress.onProgress({ kind: "outcome", outcome, kept }),
    onStanding: tellOfWorkers(),
  };
  try {
    const result = await unlessRefused(address, () => queueStudy(plan, options));
    return { ...result, remarks: remarksOf(plan, result), tables: !result.interrupted };
  } finally {
    progress.end();
    interrupts.end();
    redis.disconnect();
  }
}

/** Says when the runs wait for nobody, and when that is over. */
function tellOfWorkers(): NonNullable<QueuedStudyOptions["onStanding"]> {
  let known: boolean | undefined;
  return ({ waiting }, workers) => {
    const attended = workers > 0;
    if (!attended && known !== false && waiting.size > 0)
      say(`${waiting.size} runs wait: no worker of version ${codeVersion()} is there`);
    if (attended && known === false)
      say(`${workers === 1 ? "a worker is" : `${workers} workers are`} there`);
    known = attended;
  };
}

function remarksOf({ runs }: StudyPlan, { kept, missing, interrupted }: StudyResult): string[] {
  const remarks = kept > 0 ? [`finished before: ${kept} of ${runs.length}`] : [];
  if (interrupted) return [...remarks, "the other runs stay in the queue; --queue --collect fetches them"];
  if (missing.length === 0) return remarks;
  return [...remarks, `asked for: the study and its files as they are now, version ${codeVersion()}`];
}

function say(line: string): void {
  process.stderr.write(`${process.stderr.isTTY ? "\n" : ""}${line}\n`);
}
