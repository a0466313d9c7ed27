// A worker: takes runs from a queue of BullMQ, carries them out, hands in their outcomes.
import { resolve } from "node:path";
import { Worker } from "bullmq";
import type { Redis } from "ioredis";
import { codeVersion } from "../../../journal/code-version.ts";
import { readBytes } from "../../../journal/files.ts";
import { sha256Hex } from "../../../scenario/digest.ts";
import { aborted, rest } from "../../clock.ts";
import { StudyPool } from "../study-pool.ts";
import { JobHands } from "./job-hands.ts";
import { queueName } from "./queued-run.ts";
import { prefix } from "./redis.ts";
import { openQueue, waitingElsewhere } from "./study-queue.ts";

/** So many workers may die over a run before it counts as failed. */
const mostDeaths = 5;

/** How often a worker that is to end with the queue looks whether it is empty. */
const lookEverySeconds = 0.5;

/** How a worker works. */
export interface Service {
  readonly redis: Redis;
  /** The folder that gets <study>/runs and <study>/outcomes. */
  readonly out: string;
  /** How many runs at once, at least 1. */
  readonly workers: number;
  /** A run whose worker has been silent for so long is another's. */
  readonly lockSeconds: number;
  /** Paths of the plug-ins that runs may load here. */
  readonly plugins: readonly string[];
  /** Ends once nothing waits and nobody is at a run. */
  readonly untilEmpty: boolean;
  /** Ends after the current rounds; the runs go back to the queue. */
  readonly interrupt: AbortSignal;
  /** Told in one line what happens. */
  readonly say: (line: string) => void;
}

/**
 * Takes runs of this code version and with exactly these plug-ins until it is told to end.
 * @throws ScenarioError where the disk of this worker refuses; its runs are back in the queue then
 */
export async function serve(service: Service): Promise<void> {
  const { redis, interrupt, say, lockSeconds } = service;
  const plugins = new Map(service.plugins.map((path) => [sha256Hex(readBytes(path)), resolve(path)]));
  const name = queueName(codeVersion(), [...plugins.keys()]);
  for (const line of await elsewhere(redis, name)) say(line);
  const pool = new StudyPool(service.workers, () => {});
  const hands = new JobHands({ ...service, pool, plugins });
  const worker = new Worker(name, (job, token) => hands.carryOut(job, token!), {
    connection: redis,
    prefix,
    concurrency: service.workers,
    lockDuration: 1000 * lockSeconds,
    stalledInterval: 1000 * lockSeconds,
    maxStalledCount: mostDeaths,
  });
  let last: string | undefined;
  worker.on("error", (error) => {
    const line = tellable(error);
    // What BullMQ tries again fails again in the same words.
    if (line !== undefined && line !== last) say(line);
    last = line ?? last;
  });
  worker.on("failed", (job, { message }) => say(`job ${job?.id} cannot be carried out: ${message}`));
  worker.on("stalled", (id) => say(`job ${id} waits again: its worker has gone silent`));
  worker.on("lockRenewalFailed", (ids) => hands.lose(ids));
  const ended = AbortSignal.any([interrupt, hands.fault]);
  let closed: Promise<void> | undefined;
  const end = () => {
    closed ??= worker.close();
    hands.giveBack();
  };
  // At the signal itself, not a turn later: by then a run may have come to its last round.
  ended.addEventListener("abort", end, { once: true });
  await (service.untilEmpty ? emptied(redis, name, ended) : aborted(ended));
  end();
  await closed;
  await pool.end();
  hands.fault.throwIfAborted();
}

/** Waits until no run waits and nobody is at one, or for the signal. */
async function emptied(redis: Redis, name: string, signal: AbortSignal): Promise<void> {
  const queue = openQueue(redis, name);
  while (!signal.aborted) {
    const counts = await queue.getJobCounts("waiting", "active");
    if (Object.values(counts).every((count) => count === 0)) break;
    await rest(lookEverySeconds, signal);
  }
  await queue.close();
}

/** An error of the queue as one line; undefined for those of the network, which `connect` tells. */
function tellable({ message, code }: Error & { readonly code?: unknown }): string | undefined {
  if (typeof code === "string" || message === "Connection is closed.") return undefined;
  const job = /lock for job (\S+?)\.?(?: |$)/.exec(message)?.[1];
  // Silent for too long, by the queue's clock: what it hands in comes too late.
  return job === undefined ? message.split("\n")[0] : `job ${job} is another worker's now`;
}

/** What waits for other workers than this one: it must not seem forgotten. */
async function elsewhere(redis: Redis, own: string): Promise<string[]> {
  return [...(await waitingElsewhere(redis, own))].map(
    ([name, count]) => `${count} runs wait for workers of version ${name}; this one takes those of ${own}`,
  );
}
