// What stands in the queue: runs put there twice, runs of other code, jobs of strangers, files and plug-ins.
import { EventEmitter, once } from "node:events";
import {
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Queue, Worker } from "bullmq";
import fc from "fast-check";
import type { Redis } from "ioredis";
import t from "tap";
import { codeVersion } from "../../../../src/journal/code-version.ts";
import { readRunFile, registryWith } from "../../../../src/runners/study/carried-files.ts";
import { namedFiles } from "../../../../src/runners/study/queue/named-files.ts";
import { queueStudy } from "../../../../src/runners/study/queue/queue-study.ts";
import { queuedRuns, queueName, readQueuedRun } from "../../../../src/runners/study/queue/queued-run.ts";
import { connect } from "../../../../src/runners/study/queue/redis.ts";
import { serve } from "../../../../src/runners/study/queue/serve.ts";
import { type Standing, StudyQueue } from "../../../../src/runners/study/queue/study-queue.ts";
import { runStudy } from "../../../../src/runners/study/run-study.ts";
import { sha256Hex } from "../../../../src/scenario/digest.ts";
import type { StudyPlan } from "../../../../src/scenario/study/study-plan.ts";
import { faultOf, thrownBy, unfitness } from "../../../faults/fault.ts";
import { graphs, planOf, tablesOf } from "../plans.ts";
import { noRedis, startRedis } from "./redis-server.ts";

const skip = { skip: noRedis };
const never = new AbortController().signal;
const silent = () => {};

/** A worker in this process, to the end of the queue; answers what it said. */
async function work(address: string, out: string, plugins: readonly string[] = []): Promise<string[]> {
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
async function ask(plan: StudyPlan, address: string, out: string, { collect = false, folder = "." } = {}) {
  const redis = await connect(address, silent);
  const result = await queueStudy(plan, { redis, folder, out, collect, interrupt: never });
  redis.disconnect();
  return result;
}

/** Puts a study into the queue and does not wait for it. */
async function put(plan: StudyPlan, address: string, folder = "."): Promise<void> {
  const redis = await connect(address, silent);
  const queue = new StudyQueue(redis, plan, namedFiles(plan.runs, folder), new Set());
  await queue.put();
  await queue.close();
  redis.disconnect();
}

/** BullMQ's own view of a queue. */
async function withQueue<T>(
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

t.test("a study put into the queue twice, or again after its end, is run once", skip, async (t) => {
  const dir = t.testdir();
  const { address } = await startRedis(t);
  await put(graphs, address);
  await put(graphs, address);
  const counts = () => withQueue(address, codeVersion(), (queue) => queue.getJobCounts());
  t.match(await counts(), { waiting: 8, active: 0, completed: 0 });
  const said = await work(address, join(dir, "worker"));
  t.equal(said.filter((line) => line.endsWith("taken")).length, 8);
  await put(graphs, address);
  t.match(await counts(), { waiting: 0, completed: 8, failed: 0 });
  const there = await ask(graphs, address, join(dir, "here"), { collect: true });
  const again = await ask(graphs, address, join(dir, "elsewhere"));
  const kept = await ask(graphs, address, join(dir, "elsewhere"));
  t.same([there.missing, again.missing, kept.missing], [[], [], []]);
  t.same([there.kept, again.kept, kept.kept], [0, 0, 8]);
  await runStudy(graphs, { folder: ".", out: join(dir, "embedded"), workers: 1 });
  const tables = tablesOf(join(dir, "embedded/by-hand"));
  t.same(tablesOf(join(dir, "here/by-hand")), tables);
  t.same(tablesOf(join(dir, "elsewhere/by-hand")), tables);
});

t.test("collecting says of every missing run where it is", skip, async (t) => {
  const dir = t.testdir();
  const { address } = await startRedis(t);
  const reasons = async () => {
    const { missing } = await ask(graphs, address, dir, { collect: true });
    return [...new Set(missing.map(({ reason }) => reason))];
  };
  t.same(await reasons(), ["it is not in the queue"]);
  await put(graphs, address);
  t.same(await reasons(), ["it waits for a worker"]);
  const text = readFileSync(join(dir, "by-hand/study.csv"), "utf8");
  t.equal(text.split("\n").filter((line) => line.includes(",missing,")).length, 8);
  await withQueue(address, codeVersion(), async (_, redis) => {
    const worker = new Worker(codeVersion(), null, { connection: redis, prefix: "hearsay" });
    for (let k = 0; k < 8; k++) await worker.getNextJob("somebody");
    await worker.close();
  });
  t.same(await reasons(), ["a worker is at it"]);
});

t.test("runs of other code are left where they are, and it is said", skip, async (t) => {
  const dir = t.testdir();
  const { address } = await startRedis(t);
  const other = "0.0.9+0badc0de";
  await withQueue(address, other, async (queue, redis) => {
    await redis.sadd("hearsay:queues", other);
    for (const [jobId, data] of queuedRuns(graphs, other, { files: {}, plugins: {} }))
      await queue.add("by-hand", data, { jobId });
  });
  const said = await work(address, dir);
  t.match(said, [`8 runs wait for workers of version ${other}; this one takes those of ${codeVersion()}`]);
  t.equal(await withQueue(address, other, (queue) => queue.getWaitingCount()), 8);
});

t.test("a stranger's jobs fail alone, each in one line", skip, async (t) => {
  const dir = t.testdir();
  const { address } = await startRedis(t);
  const [good] = queuedRuns(graphs, codeVersion(), { files: {}, plugins: {} }).values();
  const strange: unknown[] = [
    null,
    "text",
    {},
    { ...good, version: "0.0.9+0badc0de" },
    { ...good, study: "../../outside" },
    { ...good, files: { "graph.csv": "0".repeat(64) } },
    { ...good, plugins: { "mine.ts": "0".repeat(64) } },
    { ...good, planned: { ...good!.planned, index: -1 } },
  ];
  await withQueue(address, codeVersion(), async (queue, redis) => {
    for (const data of strange) await queue.add("strange", data);
    await queue.add("../..", good, { jobId: "../../../up" });
    const { id } = await queue.add("broken", {});
    await redis.hset(queue.toKey(id!), "data", "{ no JSON");
  });
  const ended = new AbortController();
  const redis = await connect(address, silent);
  const said: string[] = [];
  const say = (line: string) => {
    said.push(line);
    // The job that BullMQ itself cannot read stays with it; all others have been dealt with by then.
    if (said.filter((text) => /cannot be carried out|finished/.test(text)).length > strange.length)
      ended.abort();
  };
  const options = {
    redis,
    out: join(dir, "out"),
    workers: 2,
    lockSeconds: 30,
    plugins: [],
    untilEmpty: false,
  };
  await serve({ ...options, interrupt: ended.signal, say });
  redis.disconnect();
  t.equal(
    said.filter((line) => /^job .* cannot be carried out: \S.*: .*; ./.test(line)).length,
    strange.length,
  );
  t.equal(said.filter((line) => line.includes("\n")).length, 0);
  t.same(readdirSync(dir), ["out"], "nothing is written outside");
});

t.test("whatever stands in a job is a run or one line", async (t) => {
  const [good] = queuedRuns(graphs, codeVersion(), { files: {}, plugins: {} }).values();
  t.same(readQueuedRun(JSON.parse(JSON.stringify(good))), good);
  const keys = Object.keys(good!);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...keys), fc.jsonValue(), async (key, value) => {
      if (fc.stringify(value) === fc.stringify((good as Record<string, unknown>)[key])) return;
      const error = await thrownBy(() => readQueuedRun({ ...good, [key]: value }));
      t.equal(unfitness(error), undefined);
      t.ok(error !== undefined || ["version", "gaps", "files", "plugins", "study"].includes(key));
    }),
  );
});

t.test("a worker needs no file of the study's folder", skip, async (t) => {
  const edges = "source,target\n0,1\n1,2\n2,3\n3,0\n0,2\n";
  const dir = t.testdir({ here: { "graph.csv": edges }, elsewhere: {} });
  const { address } = await startRedis(t);
  const topology = { kind: "file", path: "../here/graph.csv" };
  const plan = planOf([[{ graph: "file" }, { topology }]]);
  await put(plan, address, join(dir, "elsewhere"));
  rmSync(join(dir, "here"), { recursive: true });
  await work(address, join(dir, "worker"));
  mkdirSync(join(dir, "here"));
  writeFileSync(join(dir, "here/graph.csv"), edges);
  const options = { folder: join(dir, "elsewhere"), out: join(dir, "queued") };
  t.equal(
    (await ask(plan, address, options.out, { ...options, collect: true })).outcomes[0]?.status,
    "finished",
  );
  await runStudy(plan, { ...options, out: join(dir, "embedded"), workers: 1 });
  t.same(tablesOf(join(dir, "queued/by-hand")), tablesOf(join(dir, "embedded/by-hand")));
  t.equal((await ask(plan, address, options.out, { ...options, collect: true })).kept, 1);
  writeFileSync(join(dir, "here/graph.csv"), `${edges}1,3\n`);
  const changed = await ask(plan, address, options.out, { ...options, collect: true });
  t.same(
    [changed.kept, changed.missing[0]?.reason],
    [0, "it is not in the queue"],
    "another graph, another run",
  );
});

t.test("files beyond the bound are refused, and so are those that are gone", async (t) => {
  const dir = t.testdir({ "large.csv": "" });
  ftruncateSync(openSync(join(dir, "large.csv"), "r+"), 64 * 2 ** 20 + 1);
  const runs = (path: string) => planOf([[{}, { topology: { kind: "file", path } }]]).runs;
  await faultOf(t, () => namedFiles(runs("large.csv"), dir), "65 MiB");
  t.equal(namedFiles(runs("gone.csv"), dir).files.size, 0, "the run itself says so");
  await faultOf(
    t,
    () => namedFiles([{ ...runs("x")[0]!, scenario: { plugins: ["gone.ts"] } }], dir),
    "gone",
  );
});

t.test("a plug-in is never sent: a worker loads its own file, if it is the same", skip, async (t) => {
  const dir = t.testdir({ here: {}, there: {} });
  const { address } = await startRedis(t);
  const text = readFileSync(
    join(import.meta.dirname, "../../../../docs/guide/examples/local-steps.ts"),
    "utf8",
  );
  writeFileSync(join(dir, "here/mine.ts"), text);
  writeFileSync(join(dir, "there/theirs.ts"), text);
  writeFileSync(join(dir, "there/other.ts"), `${text}\n`);
  const algorithm = { kind: "local-steps", stepSize: 0.1 };
  const plan = planOf([[{ steps: 5 }, { plugins: ["mine.ts"], algorithm }]]);
  await put(plan, address, join(dir, "here"));
  rmSync(join(dir, "here"), { recursive: true });
  const name = queueName(codeVersion(), [sha256Hex(readFileSync(join(dir, "there/theirs.ts")))]);
  for (const plugins of [[], [join(dir, "there/other.ts")]]) {
    const said = await work(address, join(dir, "worker"), plugins);
    t.match(said, [`1 runs wait for workers of version ${name}`], "left where it is, and it is said");
  }
  const said = await work(address, join(dir, "worker"), [join(dir, "there/theirs.ts")]);
  t.match(said, ["by-hand, run 0: taken", "by-hand, run 0: finished"]);
  const values = await withQueue(address, name, async (_, redis) => {
    const keys = await redis.keys("*");
    const kinds = await Promise.all(keys.map((key) => redis.type(key)));
    return Promise.all(keys.map((key, k) => (kinds[k] === "hash" ? redis.hgetall(key) : key)));
  });
  t.notMatch(JSON.stringify(values), /McMahan|localSteps/, "no code in Redis");
});

t.test(
  "a plug-in that a job names beside its list, or a path of the worker's disk, is not looked for",
  async (t) => {
    const dir = t.testdir({
      "evil.ts": "globalThis.evil = true; export default {};",
      "graph.csv": "",
    });
    const carried = { files: {}, plugins: {} };
    await faultOf(t, () => registryWith(carried, [join(dir, "evil.ts")]), "plug-in");
    t.notOk("evil" in globalThis);
    await faultOf(t, () => readRunFile(carried, join(dir, "graph.csv")), "file");
    await faultOf(t, () => readRunFile(carried, "constructor"), "no member of every record");
  },
);

t.test("a Redis that has forgotten everything is given the runs once more", skip, async (t) => {
  const dir = t.testdir();
  const server = await startRedis(t);
  const redis = await connect(server.address, silent);
  const news = new EventEmitter();
  const onStanding = (standing: Standing) => void news.emit(standing.waiting.size === 8 ? "all" : "some");
  const waiting = queueStudy(graphs, {
    redis,
    folder: ".",
    out: dir,
    collect: false,
    interrupt: never,
    onStanding,
  });
  await once(news, "all");
  await server.stop();
  const { address } = await startRedis(t, server.port);
  await once(news, "some");
  await once(news, "all");
  await work(address, join(dir, "worker"));
  t.same((await waiting).missing, []);
  redis.disconnect();
});

t.test(
  "an address that is none, or where nobody answers, is one line without the password",
  skip,
  async (t) => {
    const { port } = await startRedis(t, undefined, "--requirepass", "secret");
    const at = `127.0.0.1:${port}`;
    const wrong = [
      "nonsense",
      "http://host",
      "redis://",
      `redis://${at}`,
      `redis://:geheim@${at}`,
      "redis://h/x",
    ];
    const unreachable = [
      "redis://:geheim@127.0.0.1:1",
      "redis://user:geheim@host.invalid",
      `redis://:secret@${at}/99`,
    ];
    for (const address of [...wrong, ...unreachable]) {
      const { message } = await faultOf(t, () => connect(address, silent), address);
      t.notMatch(message, /geheim|secret/);
    }
    (await connect(`redis://:secret@${at}/3`, silent)).disconnect();
  },
);
