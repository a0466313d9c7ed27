// hearsay study --queue and hearsay worker, as a user starts them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { codeVersion } from "../../src/journal/code-version.ts";
import { noRedis, startRedis } from "../runners/study/queue/redis-server.ts";
import { hearsay, interrupted, shell } from "./child.ts";

const study = `name: two
scenario:
  name: small
  agents: 4
  rounds: 10
  topology: { kind: ring }
  environment: { kind: path-grid, size: 3, discount: 0.9 }
  algorithm: { kind: fednpg, stepSize: 0.05 }
vary:
  algorithm.temperature: [0, 0.1]
`;

t.test("put, left, asked for, taken, collected", { skip: noRedis }, async (t) => {
  const dir = t.testdir({ "two.yaml": study });
  const { address } = await startRedis(t);
  const ask = ["study", "two.yaml", "--no-report", "--queue", address];
  const left = await interrupted(dir, { sign: "runs wait" }, ...ask);
  t.equal(left.code, 130);
  t.ok(left.text.includes(`2 runs wait: no worker of version ${codeVersion()} is there\n`), left.text);
  t.match(left.text, /0 of 2 runs have ended\n.*--queue --collect fetches them\ninterrupted/);
  const early = hearsay(dir, ...ask, "--collect");
  t.equal(early.status, 1);
  t.match(early.stdout, /missing, it waits for a worker: run 0, 1\n0 of 2 runs have ended/);
  t.ok(early.stdout.includes(`the study and its files as they are now, version ${codeVersion()}\n`));
  const line = "hearsay worker --queue --until-empty --out there";
  const worker = shell(dir, `export HEARSAY_QUEUE=${address}; ${line}`);
  t.equal(worker.status, 0, worker.stderr);
  t.match(worker.stderr, /^version \S+, \d+ runs at once\n(two, run \d: (taken|finished)\n){4}$/);
  const whole = hearsay(dir, ...ask, "--collect");
  t.equal(whole.status, 0, whole.stderr);
  t.match(whole.stdout, /2 of 2 runs have ended: 2 finished\ntables: /);
  const again = hearsay(dir, ...ask);
  t.match(again.stdout, /finished before: 2 of 2/);
  hearsay(dir, "study", "two.yaml", "--no-report", "--out", "embedded");
  const [queued, embedded] = ["studies", "embedded"].map((out) =>
    readFileSync(join(dir, out, "two/study.csv")),
  );
  t.same(queued, embedded);
});

t.test("a Redis that is full refuses in one line, exit code 2", { skip: noRedis }, async (t) => {
  const dir = t.testdir({ "two.yaml": study });
  const { address } = await startRedis(
    t,
    undefined,
    "--maxmemory",
    "1",
    "--maxmemory-policy",
    "noeviction",
  );
  const { status, stderr } = hearsay(dir, "study", "two.yaml", "--queue", address);
  t.equal(status, 2, stderr);
  t.match(stderr, /^hearsay: --queue: got "redis:\S+"; this Redis refuses: OOM .*\n$/);
});

t.test("what does not go together, and what is not there, is one line and exit code 2", async (t) => {
  const dir = t.testdir({ "two.yaml": study });
  const lines = [
    ["study", "two.yaml", "--queue", "redis://127.0.0.1:1"],
    ["study", "two.yaml", "--queue"],
    ["study", "two.yaml", "--queue", "redis://127.0.0.1:1", "--shard", "1/2"],
    ["study", "two.yaml", "--queue", "redis://127.0.0.1:1", "--collect", "folder"],
    ["worker", "--queue", "redis://127.0.0.1:1"],
    ["worker"],
    ["worker", "--queue", "http://somewhere"],
    ["worker", "--queue", "redis://127.0.0.1:1", "--lock-seconds", "0"],
  ];
  for (const words of lines) {
    const { status, stderr, stdout } = hearsay(dir, ...words);
    t.same([status, stdout, stderr.split("\n").length], [2, "", 2], `${words.join(" ")}: ${stderr}`);
  }
});
