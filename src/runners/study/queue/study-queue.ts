// The runs of one study on a queue of BullMQ: put there, asked for, taken from there.
import { type Job, type JobType, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { codeVersion } from "../../../journal/code-version.ts";
import { type FileDigests, sha256Hex } from "../../../scenario/digest.ts";
import type { StudyPlan } from "../../../scenario/study/study-plan.ts";
import { failedOutcome } from "../execute.ts";
import type { StudyOutcome } from "../outcome.ts";
import { questionOf } from "../outcome-files.ts";
import { isOutcome } from "../outcome-shape.ts";
import { putFiles } from "./file-store.ts";
import type { NamedFiles } from "./named-files.ts";
import { type QueuedRun, queuedRuns, queueName } from "./queued-run.ts";
import { prefix } from "./redis.ts";

/** The set of the names of all queues that were ever used. */
const namesKey = `${prefix}:queues`;

/** Ended runs stay in Redis for so long, to be collected once more. */
const kept = { age: 7 * 24 * 3600 };

/** How many jobs go to Redis in one transaction. */
const bulk = 500;

/** Where the runs of a study are that have not been taken, by position in the plan. */
export interface Standing {
  readonly waiting: ReadonlySet<number>;
  readonly running: ReadonlySet<number>;
  /** How many are in neither state: never put there, ended just now, or gone. */
  readonly absent: number;
}

/** A study on a queue. */
export class StudyQueue {
  readonly #redis: Redis;
  readonly #queue: Queue;
  readonly #files: NamedFiles;
  readonly #runs: ReadonlyMap<string, QueuedRun>;
  /** Ids of runs whose end has not been taken yet. */
  readonly #open: Set<string>;
  readonly name: string;

  /**
   * @param carried the files and plug-ins that the runs name
   * @param done indices of runs that need not be run
   */
  constructor(
    redis: Redis,
    plan: StudyPlan,
    { files, plugins }: { readonly files: NamedFiles; readonly plugins: NamedFiles },
    done: ReadonlySet<number>,
  ) {
    const digests = { files: digestsOf(files), plugins: digestsOf(plugins) };
    this.#redis = redis;
    this.#files = files;
    this.#runs = queuedRuns(plan, codeVersion(), digests);
    const open = [...this.#runs].filter(([, { planned }]) => !done.has(planned.index));
    this.#open = new Set(open.map(([id]) => id));
    this.name = queueName(codeVersion(), Object.values(digests.plugins));
    this.#queue = openQueue(redis, this.name);
  }

  /** How many runs have not been taken yet. */
  get open(): number {
    return this.#open.size;
  }

  /**
   * Puts the open runs into the queue. One whose job failed is put there anew.
   * @param again indices of runs that are to be run once more though they have ended
   */
  async put(again: ReadonlySet<number> = new Set()): Promise<void> {
    const isAgain = (id: string) => again.has(this.#runs.get(id)!.planned.index);
    const ended = [
      ...(await this.#ids("failed")).filter((id) => this.#open.has(id)),
      ...(await this.#ids("completed")).filter((id) => this.#open.has(id) && isAgain(id)),
    ];
    for (const id of ended) await this.#queue.remove(id);
    await this.add();
  }

  /** Puts the open runs into the queue; one that is there already, waiting or ended, stays as it is. */
  async add(): Promise<void> {
    await this.#redis.sadd(namesKey, this.name);
    await putFiles(this.#redis, this.#files);
    const jobs = [...this.#open].map((id) => {
      const data = this.#runs.get(id)!;
      return { name: data.study, data, opts: { jobId: id, removeOnComplete: kept, removeOnFail: kept } };
    });
    for (let at = 0; at < jobs.length; at += bulk) await this.#queue.addBulk(jobs.slice(at, at + bulk));
  }

  /** Takes the runs that have ended since the last time. */
  async *take(): AsyncGenerator<StudyOutcome> {
    for (const id of await this.#ids("completed", "failed")) {
      if (!this.#open.has(id)) continue;
      const job = await this.#queue.getJob(id);
      if (job === undefined) continue;
      this.#open.delete(id);
      yield outcomeOf(job, this.#runs.get(id)!);
    }
  }

  /** Where the runs are that have not been taken yet. */
  async standing(): Promise<Standing> {
    const waiting = await this.#indicesIn("waiting");
    const running = await this.#indicesIn("active");
    return { waiting, running, absent: this.#open.size - waiting.size - running.size };
  }

  /** How many workers are connected that can take these runs. */
  workers(): Promise<number> {
    return this.#queue.getWorkersCount();
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  /** Ids of all jobs of the queue in these states, those of other studies too. */
  #ids(...states: JobType[]): Promise<string[]> {
    return this.#queue.getRanges(states, 0, -1);
  }

  async #indicesIn(state: "waiting" | "active"): Promise<Set<number>> {
    const ids = await this.#ids(state);
    return new Set(ids.flatMap((id) => (this.#open.has(id) ? [this.#runs.get(id)!.planned.index] : [])));
  }
}

/** A queue of BullMQ; what its connection goes through is told where it was made. */
export function openQueue(redis: Redis, name: string): Queue {
  const queue = new Queue(name, { connection: redis, prefix, streams: { events: { maxLen: 100 } } });
  return queue.on("error", () => {});
}

/** How many runs wait in other queues than `own`, by the queue's name. */
export async function waitingElsewhere(redis: Redis, own: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const name of (await redis.smembers(namesKey)).sort()) {
    if (name === own) continue;
    const queue = openQueue(redis, name);
    const waiting = await queue.getWaitingCount();
    if (waiting > 0) counts.set(name, waiting);
    await queue.close();
  }
  return counts;
}

function digestsOf(files: NamedFiles): FileDigests {
  return Object.fromEntries([...files].map(([path, bytes]) => [path, sha256Hex(bytes)]));
}

/** What a job has come to: what its run returned, or why there is none. */
function outcomeOf({ returnvalue, failedReason }: Job, { planned, gaps }: QueuedRun): StudyOutcome {
  const failed = (error: string) => failedOutcome(planned, gaps, { error, runId: null, seconds: 0 });
  if (failedReason !== undefined) return failed(reasonOf(failedReason));
  const isAnswer = isOutcome(returnvalue) && returnvalue.question === questionOf(planned, gaps);
  return isAnswer ? returnvalue : failed("what came back from the queue is no outcome of this run");
}

function reasonOf(reason: string): string {
  if (!/stalled more than/.test(reason)) return reason;
  return "every worker that took this run has died or gone silent; memory is the first suspect";
}
