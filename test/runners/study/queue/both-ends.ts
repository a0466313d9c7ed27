// Both ends of a queue in this process: a study that is put there and asked for, a worker that takes it.
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { namedFiles } from "../../../../src/runners/study/queue/named-files.ts";
import { queueStudy } from "../../../../src/runners/study/queue/queue-study.ts";
import { connect } from "../../../../src/runners/study/queue/redis.ts";
import { serve } from "../../../../src/runners/study/queue/serve.ts";
import { StudyQueue } from "../../../../src/runners/study/queue/study-queue.ts";
import type { StudyPlan } from "../../../../src/scenario/study/study-plan.ts";

export const never = new AbortController().signal;
export const silent = () => {};

/** A worker in this process, to the end of the queue; answers what it said. */
export async function work(
  address: string,
  out: string,
  plugins: readonly string[] = [],
): Promise<string[]> {
  const redis = await connect(address, silent);
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  await serve({
    redis,
    out,
    workers: 1,
    lockSeconds: 30,
    plugins,
    untilEmpty: true,
    interrupt: never,
    say,
  });
  redis.disconnect();
  return said;
}

/** What `hearsay study --queue` does, with or without --collect. */
export async function ask(
  plan: StudyPlan,
  address: string,
  out: string,
  { collect = false, folder = "." } = {},
) {
  const redis = await connect(address, silent);
  const result = await queueStudy(plan, { redis, folder, out, collect, interrupt: never });
  redis.disconnect();
  return result;
}

/** Puts a study into the queue and does not wait for it. */
export async function put(plan: StudyPlan, address: string, folder = "."): Promise<void> {
  const redis = await connect(address, silent);
  const queue = new StudyQueue(redis, plan, namedFiles(plan.runs, folder), new Set());
  await queue.put();
  await queue.close();
  redis.disconnect();
}

/** BullMQ's own view of a queue. */
export async function withQueue<T>(
  address: string,
  name: string,
  act: (queue: Queue, redis: Redis) => Promise<T>,
) {
  const redis = await connect(address, silent);
  const queue = new Queue(name, { connection: redis, prefix: "hearsay" });
  try {
    return await act(queue, redis);
  } finally {
    await queue.close();
    redis.disconnect();
  }
}
