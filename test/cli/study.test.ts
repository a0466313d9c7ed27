// hearsay study, from a file to tables and a report.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { hearsay } from "./child.ts";

const study = `
name: by-file
claim: The denser the graph, the sooner agents agree
scenario:
  name: small
  agents: 4
  rounds: 12
  topology: { kind: ring }
  environment: { kind: garnet, states: 5, actions: 3, branching: 3, discount: 0.9 }
  algorithm: { kind: fednpg, stepSize: 0.3, temperature: 0.1 }
vary:
  topology: [{ kind: ring }, { kind: complete }, { kind: path }]
  algorithm.temperature: [0.1, 0.02]
`;

t.test("from a file to tables and a report; again, in parts and collected: the same bytes", (t) => {
  const dir = t.testdir({ "study.yaml": study });
  const { status, stdout, stderr } = hearsay(dir, "study", "study.yaml", "--workers", "2");
  t.equal(status, 0, stderr);
  const folder = join(dir, "studies", "by-file");
  t.match(stdout, /6 of 6 runs have ended: 6 finished\ntables: .*study\.csv\nreport: .*report\.html\n$/);
  t.match(stderr, /by-file: 6\/6 runs\n$/);
  const table = readFileSync(join(folder, "study.csv"), "utf8");
  t.match(table, /^run,topology,algorithm\.temperature,graph_seed,/);
  t.equal(table.trimEnd().split("\n").length, 7);
  t.ok(readdirSync(join(folder, "figures")).length > 0);
  const page = readFileSync(join(folder, "report.html"), "utf8");
  t.match(page, /The denser the graph/);
  t.match(hearsay(dir, "study", "study.yaml").stdout, /finished before: 6 of 6/);
  for (const part of ["1/2", "2/2"]) {
    const words = ["study", "study.yaml", "--shard", part, "--out", "parts"];
    const { status, stdout } = hearsay(dir, ...words);
    t.equal(status, 0);
    t.match(stdout, /3 of 3 runs have ended.*\n.*--collect makes the tables/);
  }
  t.notOk(existsSync(join(dir, "parts", "by-file", "study.csv")));
  t.equal(hearsay(dir, "study", "study.yaml", "--collect", "parts", "--out", "all").status, 0);
  t.equal(readFileSync(join(dir, "all", "by-file", "study.csv"), "utf8"), table);
  t.equal(readFileSync(join(dir, "all", "by-file", "report.html"), "utf8"), page);
  t.end();
});

t.test("runs that are missing: exit code 1, and which", (t) => {
  const dir = t.testdir({ "study.yaml": study });
  const part = hearsay(dir, "study", "study.yaml", "--shard", "2/3", "--no-report");
  t.equal(part.status, 0, part.stderr);
  const collected = hearsay(dir, "study", "study.yaml", "--collect", "--no-report");
  t.equal(collected.status, 1);
  t.match(
    collected.stdout,
    /missing, no outcome was found: run 0, 2, 3, 5\n2 of 6 runs have ended: 2 finished/,
  );
  t.match(
    readFileSync(join(dir, "studies", "by-file", "study.csv"), "utf8"),
    /\n0,ring,0\.1,1,1,1,,missing,/,
  );
  t.end();
});

t.test("a dry run of a part says how many runs are in it", (t) => {
  const dir = t.testdir({ "study.yaml": study });
  for (const [part, runs] of [
    ["1/4", "2 runs"],
    ["4/4", "1 run"],
    ["7/7", "0 runs"],
  ]) {
    const { status, stdout, stderr } = hearsay(dir, "study", "study.yaml", "--dry-run", "--shard", part!);
    t.equal(status, 0, stderr);
    t.ok(stdout.includes(`\n6 runs\npart ${part!.replace("/", " of ")}: ${runs}\ntime: `), stdout);
  }
  t.notOk(existsSync(join(dir, "studies")));
  t.end();
});

t.test("what is given wrong is told in one line", (t) => {
  const dir = t.testdir({ "study.yaml": study, taken: "" });
  const cases: [words: string[], answer: RegExp][] = [
    [["--shard", "3/2"], /^hearsay: .*--shard: got "3\/2"; write i\/n/],
    [["--shard", "1/2", "--collect"], /^hearsay: .*cannot be used with/],
    [["--collect", "nowhere"], /^hearsay: nowhere: got "a folder without outcomes\/"/],
    [["--out", "taken"], /^hearsay: .*taken.*cannot write it/],
    [["--workers", "0"], /^hearsay: .*whole numbers from 1/],
  ];
  for (const [words, answer] of cases) {
    const { status, stdout, stderr } = hearsay(dir, "study", "study.yaml", ...words);
    t.equal(status, 2, stderr);
    t.match(stderr, answer);
    t.equal(stdout, "");
    t.equal(stderr.trimEnd().split("\n").length, 1, stderr);
  }
  t.notOk(existsSync(join(dir, "studies")), "nothing is written");
  t.end();
});
