import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import t from "tap";
import { codeVersion } from "../../../../src/journal/code-version.ts";
import { readRunFile, registryWith } from "../../../../src/runners/study/carried-files.ts";
import { queuedRuns, queueName, readQueuedRun } from "../../../../src/runners/study/queue/queued-run.ts";
import { connect } from "../../../../src/runners/study/queue/redis.ts";
import { serve } from "../../../../src/runners/study/queue/serve.ts";
import { sha256Hex } from "../../../../src/scenario/digest.ts";
import { faultOf, thrownBy, unfitness } from "../../../faults/fault.ts";
import { graphs, planOf } from "../plans.ts";
import { put, silent, withQueue, work } from "./both-ends.ts";
import { noRedis, startRedis } from "./redis-server.ts";

const skip = { skip: noRedis };

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
