// What a worker does with a job: checks it, has its run carried out, hands it in or gives it back.
import { join } from "node:path";
import { type Job, WaitingError } from "bullmq";
import type { Redis } from "ioredis";
import { ScenarioError } from "../../../error.ts";
import { codeVersion } from "../../../journal/code-version.ts";
import { rest } from "../../clock.ts";
import type { CarriedFiles } from "../carried-files.ts";
import type { StudyOutcome } from "../outcome.ts";
import { ownHolder } from "../run-lock.ts";
import type { StudyPool } from "../study-pool.ts";
import type { StudyAnswer } from "../study-thread.ts";
import { FileShelf } from "./file-store.ts";
import { Hold } from "./hold.ts";
import { type QueuedRun, readQueuedRun } from "./queued-run.ts";

export interface JobHandsOptions {
  readonly redis: Redis;
  /** The threads that carry out runs: this one has to go on renewing locks. */
  readonly pool: StudyPool;
  /** The folder that gets <study>/runs and <study>/outcomes. */
  readonly out: string;
  /** SHA-256 → path of the plug-ins that runs may load here. */
  readonly plugins: ReadonlyMap<string, string>;
  /** Told in one line what happens. */
  readonly say: (line: string) => void;
}

/** How long a run is left alone that another process is at, in the same folder. */
const heldForSeconds = 2;

/** The jobs that a worker has in hand. */
export class JobHands {
  readonly #options: JobHandsOptions;
  readonly #shelf: FileShelf;
  readonly #held = new Map<string, Hold>();
  readonly #end = new AbortController();
  readonly #fault = new AbortController();

  constructor(options: JobHandsOptions) {
    this.#options = options;
    this.#shelf = new FileShelf(options.redis);
  }

  /** Aborted, with the error, once something on this machine keeps runs from being carried out. */
  get fault(): AbortSignal {
    return this.#fault.signal;
  }

  /**
   * Processes a job of BullMQ.
   * @throws ScenarioError for a job that no worker can carry out, WaitingError for one that was given back
   */
  async carryOut(job: Job, token: string): Promise<StudyOutcome> {
    const run = this.#accepted(job.data);
    const files = await this.#shelf.take(run.files);
    const id = job.id!;
    // The queue may hand out a job whose lock was lost before this worker has let go of it.
    while (this.#held.has(id)) await this.#held.get(id)!.released;
    const hold = new Hold(this.#end.signal);
    this.#held.set(id, hold);
    try {
      const outcome = await this.#ended(run, files, hold);
      if (outcome !== undefined) return outcome;
    } finally {
      this.#held.delete(id);
      hold.release();
    }
    if (!hold.isLost) await job.moveToWait(token);
    throw new WaitingError();
  }

  /** The queue no longer counts these jobs as this worker's. */
  lose(ids: readonly string[]): void {
    for (const id of ids) this.#held.get(id)?.lose();
  }

  /** Ends all runs after their current round; their jobs go back to the queue. */
  giveBack(): void {
    this.#end.abort();
  }

  /** @throws ScenarioError for what stands in a job and is none of ours, or not for this worker */
  #accepted(data: unknown): QueuedRun {
    const run = readQueuedRun(data);
    if (run.version !== codeVersion())
      throw new ScenarioError("the job", `code version ${run.version}`, `this worker has ${codeVersion()}`);
    for (const [path, digest] of Object.entries(run.plugins)) {
      if (this.#options.plugins.has(digest)) continue;
      throw new ScenarioError(
        "the job's plugins",
        path,
        `a worker started with --plugin and this very file`,
      );
    }
    return run;
  }

  /** The outcome of a run; undefined where the job is to be given back. */
  async #ended(
    run: QueuedRun,
    files: CarriedFiles["files"],
    hold: Hold,
  ): Promise<StudyOutcome | undefined> {
    const { say } = this.#options;
    const name = `${run.study}, run ${run.planned.index}`;
    say(`${name}: taken`);
    const answer = await this.#answer(run, files, hold);
    const fault = this.#faultIn(answer);
    if (answer.kind === "outcome" && fault === undefined) {
      const { status, error } = answer.outcome;
      say(`${name}: ${status}${error === null ? "" : `: ${error}`}`);
      return answer.outcome;
    }
    if (answer.kind === "held") {
      say(`${name}: process ${answer.by.pid} on ${answer.by.host} is at it`);
      await rest(heldForSeconds, hold.end);
    }
    if (fault !== undefined) this.#fault.abort(fault);
    say(`${name}: ${hold.isLost ? "left to another worker" : "given back"}`);
    return undefined;
  }

  /** What keeps this machine from carrying out any run: a disk that refuses. */
  #faultIn(answer: StudyAnswer): ScenarioError | undefined {
    const { out } = this.#options;
    if (answer.kind === "fault") return new ScenarioError(answer.place, answer.value, answer.allowed);
    const error = answer.kind === "outcome" ? answer.outcome.error : null;
    // A run's own fault names places of its scenario, or files that came with it and are only read.
    if (error === null || !error.startsWith(join(out, "/")) || !error.includes("cannot write it"))
      return undefined;
    return new ScenarioError("--out", out, `a folder that takes the files of runs: ${error}`);
  }

  #answer({ study, gaps, planned, plugins }: QueuedRun, files: CarriedFiles["files"], hold: Hold) {
    const { pool, out, plugins: here } = this.#options;
    const paths = Object.entries(plugins).map(([path, digest]) => [path, here.get(digest)!]);
    return pool.execute({
      planned,
      gaps,
      folder: { files, plugins: Object.fromEntries(paths) },
      out: join(out, study),
      holder: ownHolder(planned.index),
      ending: hold.ending,
    });
  }
}
