// Workers in processes of their own: killed, interrupted, cut off. Every run has one outcome in the end.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { codeVersion } from "../../../../src/journal/code-version.ts";
import { rootRng, uniformInt } from "../../../../src/math/random.ts";
import type { StudyOutcome } from "../../../../src/runners/study/outcome.ts";
import { queueStudy } from "../../../../src/runners/study/queue/queue-study.ts";
import { queueName } from "../../../../src/runners/study/queue/queued-run.ts";
import { connect } from "../../../../src/runners/study/queue/redis.ts";
import { openQueue } from "../../../../src/runners/study/queue/study-queue.ts";
import { runStudy } from "../../../../src/runners/study/run-study.ts";
import { sha256Hex } from "../../../../src/scenario/digest.ts";
import type { StudyPlan } from "../../../../src/scenario/study/study-plan.ts";
import { shell } from "../../../cli/child.ts";
import { planOf, tablesOf } from "../plans.ts";
import { put } from "./both-ends.ts";
import { type Gate, gateIn, journalsIn, startWorker } from "./processes.ts";
import { lineTo, noRedis, type RedisServer, startRedis } from "./redis-server.ts";

const skip = { skip: noRedis };
const draws = rootRng(20261125);

/** Waits for a queued study in this process. */
async function waitFor(plan: StudyPlan, server: RedisServer, out: string) {
  const redis = await connect(server.address, () => {});
  const taken: StudyOutcome[] = [];
  const onOutcome = (outcome: StudyOutcome) => void taken.push(outcome);
  const interrupt = new AbortController().signal;
  const options = { redis, folder: ".", out, collect: false, interrupt, onOutcome };
  const result = await queueStudy(plan, options);
  redis.disconnect();
  return { ...result, taken };
}

const indicesOf = (list: readonly { readonly index: number }[]) =>
  list.map(({ index }) => index).sort((a, b) => a - b);

const hasEnded = (journal: string) => readFileSync(journal, "utf8").includes('"kind":"end"');

/** All jobs of this version's queue, of the one for the gate's plug-in where there is a gate. */
async function jobsOf(server: RedisServer, gate?: Gate) {
  const redis = await connect(server.address, () => {});
  const plugins = gate === undefined ? [] : [sha256Hex(readFileSync(gate.flags[1]!))];
  const queue = openQueue(redis, queueName(codeVersion(), plugins));
  const jobs = await queue.getJobs(undefined, 0, -1);
  const found = await Promise.all(jobs.map(async (job) => ({ job, state: await job.getState() })));
  await queue.close();
  redis.disconnect();
  return found;
}

/** Resolves once locks have been set so many times more. */
async function renewals(server: RedisServer, count: number): Promise<void> {
  const redis = await connect(server.address, () => {});
  // Redis tells of what is done to strings, as to any subscriber: lines of MONITOR can come before its reply
  // is understood.
  await redis.config("SET", "notify-keyspace-events", "K$");
  let seen = 0;
  const counted = new Promise<void>((resolve) => {
    redis.on("pmessage", (_pattern: string, _key: string, event: string) => {
      if (event === "set" && ++seen >= count) resolve();
    });
  });
  await redis.psubscribe("__keyspace@*__:*:lock");
  await counted;
  redis.disconnect();
}

t.test(
  "a worker is killed in the midst of a run: every run has one outcome, none is lost",
  skip,
  async (t) => {
    const dir = t.testdir({ doomed: {}, sound: {} });
    const [before, after] = [uniformInt(draws, 4), uniformInt(draws, 9)];
    const gate = gateIn(dir, { runs: 6, at: before, after });
    const server = await startRedis(t);
    const waiting = waitFor(gate.plan, server, join(dir, "queued"));
    const flags = ["--lock-seconds", "1", ...gate.flags];
    const doomed = startWorker(t, server.address, join(dir, "doomed"), ...flags);
    await gate.reached();
    doomed.child.kill("SIGKILL");
    t.equal(await doomed.ended, null);
    const sound = startWorker(t, server.address, join(dir, "sound"), "--until-empty", ...flags);
    const openSound = await gate.reached();
    await openSound();
    const { taken, missing } = await waiting;
    t.equal(await sound.ended, 0, sound.text());
    t.same(missing, []);
    t.same(indicesOf(taken), indicesOf(gate.plan.runs));
    const cut = journalsIn(join(dir, "doomed")).filter((path) => !hasEnded(path));
    t.equal(cut.length, 1, `killed in the midst of run ${before}, after round ${after}`);
    const jobs = await jobsOf(server, gate);
    const killed = jobs.find(({ job }) => job.data.planned.index === before)!;
    t.ok(killed.job.stalledCounter >= 1, "it was taken over");
    t.ok(jobs.every(({ state }) => state === "completed"));
    const embedded = runStudy(gate.plan, { folder: ".", out: join(dir, "embedded"), workers: 1 });
    const openOwn = await gate.reached();
    await openOwn();
    await embedded;
    t.same(tablesOf(join(dir, "queued/by-hand")), tablesOf(join(dir, "embedded/by-hand")));
  },
);

t.test("Ctrl-C gives a run back, and it goes on from its checkpoint", skip, async (t) => {
  const out = t.testdir({});
  const gate = gateIn(out);
  const server = await startRedis(t);
  const waiting = waitFor(gate.plan, server, join(out, "queued"));
  const first = startWorker(t, server.address, out, ...gate.flags);
  const open = await gate.reached();
  first.child.kill("SIGINT");
  await first.says("ending after the current rounds");
  await open();
  t.equal(await first.ended, 130);
  t.match(first.text(), /run 0: given back/);
  t.match(
    await jobsOf(server, gate),
    [{ state: "waiting", job: { stalledCounter: 0, attemptsMade: 0 } }],
    "it is neither lost nor failed",
  );
  // The gate is shut again: only a run that does not begin anew comes past it.
  const second = startWorker(t, server.address, out, "--until-empty", ...gate.flags);
  t.equal(await second.ended, 0, second.text());
  t.equal((await waiting).outcomes[0]?.status, "finished");
});

t.test("a round that outlasts the lock keeps it", skip, async (t) => {
  const out = t.testdir({});
  const gate = gateIn(out);
  const server = await startRedis(t);
  const waiting = waitFor(gate.plan, server, join(out, "queued"));
  // It is renewed four times in its time: a worker that gets no turn for so long has lost it, and rightly.
  const flags = ["--lock-seconds", "3", ...gate.flags];
  const worker = startWorker(t, server.address, out, "--until-empty", ...flags);
  const open = await gate.reached();
  const other = startWorker(t, server.address, out, ...flags);
  await other.says("runs at once");
  await renewals(server, 6);
  await open();
  t.equal((await waiting).outcomes[0]?.status, "finished");
  t.equal(await worker.ended, 0);
  other.child.kill("SIGTERM");
  t.equal(await other.ended, 130);
  t.match(await jobsOf(server, gate), [
    { state: "completed", job: { stalledCounter: 0, attemptsStarted: 1 } },
  ]);
});

t.test("a run that ends while Redis is out of reach is handed in once", skip, async (t) => {
  const out = t.testdir({});
  const gate = gateIn(out);
  const server = await startRedis(t);
  const line = await lineTo(t, server.port);
  const waiting = waitFor(gate.plan, server, join(out, "queued"));
  // However long the line is cut, the run stays this worker's.
  const flags = ["--lock-seconds", "3600", ...gate.flags];
  const worker = startWorker(t, line.address, out, "--until-empty", ...flags);
  const open = await gate.reached();
  line.cut();
  await worker.says("lost the connection");
  await open();
  await worker.says("run 0: finished");
  line.mend();
  const { taken } = await waiting;
  t.equal(await worker.ended, 0, worker.text());
  t.match(worker.text(), /connected to .* again/);
  t.same(
    taken.map(({ status }) => status),
    ["finished"],
  );
  t.match(await jobsOf(server, gate), [{ state: "completed", job: { attemptsStarted: 1 } }]);
});

t.test(
  "where another has taken the run meanwhile, its outcome counts and the late one does not",
  skip,
  async (t) => {
    const dir = t.testdir({ late: {}, other: {} });
    const gate = gateIn(dir);
    const server = await startRedis(t);
    const line = await lineTo(t, server.port);
    const waiting = waitFor(gate.plan, server, join(dir, "queued"));
    const within = (seconds: number) => ["--lock-seconds", `${seconds}`, ...gate.flags];
    const late = startWorker(t, line.address, join(dir, "late"), ...within(3));
    const openLate = await gate.reached();
    line.cut();
    const other = startWorker(t, server.address, join(dir, "other"), "--until-empty", ...within(1));
    const openOther = await gate.reached();
    await openOther();
    const { taken } = await waiting;
    t.equal(await other.ended, 0, other.text());
    await openLate();
    await late.says("run 0: finished");
    line.mend();
    await late.says("is another worker's now");
    late.child.kill("SIGTERM");
    t.equal(await late.ended, 130, late.text());
    t.equal(taken.length, 1);
    const [end] = await jobsOf(server, gate);
    t.equal(end!.state, "completed");
    t.ok(end!.job.stalledCounter >= 1, "it was taken over");
  },
);

t.test("a worker whose disk refuses gives the run back and ends", skip, async (t) => {
  const dir = t.testdir({});
  // The journal of 160 agents outgrows 40 KiB.
  const plan = planOf([[{ agents: 160 }, { agents: 160 }]]);
  const server = await startRedis(t);
  await put(plan, server.address);
  // The test runner's own hook, handed on to every Node, would end the worker at the limit.
  const { status, stderr } = shell(
    dir,
    `unset NODE_OPTIONS NODE_COMPILE_CACHE; ulimit -f 40
    hearsay worker --queue ${server.address} --out here`,
  );
  t.equal(status, 2, stderr);
  t.match(
    stderr,
    /run 0: given back\nhearsay: --out: got .*; a folder that takes .*"EFBIG"; cannot write it/,
  );
  t.match(await jobsOf(server), [{ state: "waiting", job: { stalledCounter: 0 } }]);
  const sound = startWorker(t, server.address, join(dir, "there"), "--until-empty");
  t.equal(await sound.ended, 0);
  const { taken } = await waitFor(plan, server, join(dir, "queued"));
  t.same(
    taken.map(({ status }) => status),
    ["finished"],
  );
});
