// The worker threads of a study: takes tasks, answers each, whatever becomes of the thread.
import { extname } from "node:path";
import { Piscina } from "piscina";
import { failedOutcome, locksIn } from "./execute.ts";
import { writeOutcome } from "./outcome-files.ts";
import { releaseLocks } from "./run-lock.ts";
import type { StudyAnswer, StudyNews, StudyTask } from "./study-thread.ts";

/** Threads that carry out runs, one run a thread. */
export class StudyPool {
  readonly #pool: Piscina<StudyTask, StudyAnswer>;

  constructor(workers: number, onNews: (news: StudyNews) => void) {
    this.#pool = new Piscina({
      filename: new URL(`./study-thread${extname(import.meta.url)}`, import.meta.url).href,
      minThreads: workers,
      maxThreads: workers,
      stricterFIFO: true,
      recordTiming: false,
    });
    this.#pool.on("message", onNews);
    // What a plug-in throws in an idle thread: the thread is replaced, and its run has its outcome already.
    this.#pool.on("error", () => {});
  }

  /**
   * Carries out a run. A thread that dies of it, in whatever way, is the run's failure; once it is tried
   * again, for it may have died of what an earlier run left behind.
   * @throws ScenarioError where the failure cannot be written
   */
  async execute(task: StudyTask): Promise<StudyAnswer> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#pool.run(task);
      } catch (error) {
        releaseLocks(locksIn(task.out), task.holder);
        if (tries === 2) return died(task, error as Error);
      }
    }
  }

  async end(): Promise<void> {
    await this.#pool.destroy();
  }
}

function died({ planned, gaps, out }: StudyTask, { message }: Error): StudyAnswer {
  const error = `its thread died: ${message.split("\n")[0]}`;
  const outcome = failedOutcome(planned, gaps, { error, runId: null, seconds: 0 });
  writeOutcome(out, outcome);
  return { kind: "outcome", outcome, kept: false };
}
