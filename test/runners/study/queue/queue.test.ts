// A study through the queue: put there twice, asked for early, with files, with a Redis that forgets.
import { EventEmitter, once } from "node:events";
import { ftruncateSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "bullmq";
import t from "tap";
import { codeVersion } from "../../../../src/journal/code-version.ts";
import { namedFiles } from "../../../../src/runners/study/queue/named-files.ts";
import { queueStudy } from "../../../../src/runners/study/queue/queue-study.ts";
import { connect } from "../../../../src/runners/study/queue/redis.ts";
import { serve } from "../../../../src/runners/study/queue/serve.ts";
import type { Standing } from "../../../../src/runners/study/queue/study-queue.ts";
import { runStudy } from "../../../../src/runners/study/run-study.ts";
import { faultOf } from "../../../faults/fault.ts";
import { graphs, planOf, tablesOf } from "../plans.ts";
import { ask, never, put, silent, withQueue, work } from "./both-ends.ts";
import { noRedis, startRedis } from "./redis-server.ts";

const skip = { skip: noRedis };

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

t.test("what failed is an outcome, and is tried again when the study is started again", skip, async (t) => {
  const dir = t.testdir();
  const { address } = await startRedis(t);
  const plan = planOf([
    [{ kind: "ring" }, {}],
    [{ kind: "none" }, { topology: { kind: "none" } }],
  ]);
  const attempts = async () => {
    const out = join(dir, "out");
    const said = await work(address, join(dir, "worker"));
    const { outcomes } = await ask(plan, address, out, { collect: true });
    return [said.filter((line) => line.endsWith("taken")).length, ...outcomes.map(({ status }) => status)];
  };
  await put(plan, address);
  t.same(await attempts(), [2, "finished", "failed"]);
  const asking = ask(plan, address, join(dir, "out"));
  const redis = await connect(address, silent);
  const said: string[] = [];
  const enough = new AbortController();
  const options = { redis, out: join(dir, "worker"), workers: 1, lockSeconds: 30, plugins: [] };
  const serving = serve({
    ...{ ...options, untilEmpty: false, interrupt: enough.signal },
    say: (line) => void said.push(line),
  });
  const { outcomes, kept } = await asking;
  enough.abort();
  await serving;
  redis.disconnect();
  t.match(said, ["by-hand, run 1: taken", /^by-hand, run 1: failed: topology\.kind: got "none"/]);
  t.same([kept, outcomes.map(({ status }) => status)], [1, ["finished", "failed"]]);
  await runStudy(plan, { folder: ".", out: join(dir, "embedded"), workers: 1 });
  t.same(tablesOf(join(dir, "out/by-hand")), tablesOf(join(dir, "embedded/by-hand")));
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
