// hearsay run, as a child process: table, progress, exit codes, interruption, full disks.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { parse } from "yaml";
import { readJournal } from "../../src/journal/read.ts";
import { gate, openGate } from "../runners/study/plans.ts";
import { hearsay, interrupted, shell } from "./child.ts";

const scenario = `name: small
agents: 4
rounds: 20
topology: { kind: complete }
mixing: { kind: uniform }
environment: { kind: path-grid, size: 3, discount: 0.9 }
algorithm: { kind: fednpg, stepSize: 0.05 }
`;

const averaging = `name: plain
agents: 64
rounds: 200000
topology: { kind: ring }
environment: { kind: values, dimension: 50 }
algorithm: { kind: averaging }
measure: { every: 500 }
`;

/** The only run folder of a name. */
function runOf(dir: string, name: string): string {
  const ids = readdirSync(join(dir, "runs", name));
  return join(dir, "runs", name, ids[0]!);
}

t.test("a run prints plain lines, a table and the path; its numbers are those of the run", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario });
  const { status, stdout, stderr } = hearsay(dir, "run", "s.yaml", "--no-report");
  t.equal(status, 0);
  const folder = runOf(dir, "small");
  t.match(stdout, /^run +status +rounds +1−sigma +gap/m);
  t.ok(stdout.includes(`results: ${folder}`));
  t.match(stderr, /^small: round 0\/20, gap [\d.e-]+\n/);
  t.ok(
    stderr
      .trimEnd()
      .split("\n")
      .every((line) => /^small: round \d+\/20, gap \S+$/.test(line)),
    "plain lines",
  );
  const { rows } = readJournal(folder);
  const { metrics } = rows.at(-1)!;
  const cells = stdout
    .split("\n")
    .find((line) => line.startsWith("small"))!
    .split(/\s{2,}/);
  t.equal(cells[1], "finished");
  t.equal(cells[4], String(Number(metrics.optimality_gap!.toPrecision(4))), "the gap of the last row");
  const [header, ...lines] = readFileSync(join(folder, "metrics.csv"), "utf8").trimEnd().split("\n");
  t.ok(
    header!.startsWith(
      "round,value,value_worst,optimality_gap,policy_consensus,tracking_error,tracking_gap,",
    ),
  );
  t.equal(lines.length, 21);
  const summary = parse(readFileSync(join(folder, "summary.json"), "utf8"));
  t.match(summary, { messages: 2 * 20 * 12, server_messages: 2 * 20 * 8, bytes: 2 * 20 * 12 * 18 * 8 });
});

t.test("values of the agents' own have columns of their own, and no empty ones about a gap", async (t) => {
  const personal = scenario
    .replace(
      /environment:.*/,
      "environment: { kind: subspace-prediction, states: 8, dimension: 5, rank: 2 }",
    )
    .replace(/algorithm:.*/, "algorithm: { kind: subspace-td, rank: 2, headStep: 0.1, basisStep: 0.1 }");
  const dir = t.testdir({ "s.yaml": personal });
  const { status, stdout, stderr } = hearsay(dir, "run", "s.yaml", "--no-report");
  t.equal(status, 0);
  t.match(stdout, /^run +status +rounds +1−sigma +critic error +subspace angle +sent$/m);
  t.match(stderr, /^small: round 0\/20, critic error [\d.]+$/m);
  const { critic_error } = readJournal(runOf(dir, "small")).rows.at(-1)!.metrics;
  const cells = stdout.match(/^small.*/m)![0].split(/\s{2,}/);
  t.equal(cells[4], String(Number(critic_error!.toPrecision(4))), "the error of the last row");
});

t.test("Ctrl-C leaves a run that --resume completes to the same digests", async (t) => {
  const dir = t.testdir({ "s.yaml": `${averaging}plugins: [gate.ts]\n`, "gate.ts": gate(5) });
  const line = ["run", "s.yaml", "--no-report", "--set", "rounds=20000"];
  // It waits in the measured round after: the signal comes before its last.
  const moment = { sign: "plain: round 2000/", onSent: () => openGate(dir) };
  const cut = await interrupted(dir, moment, ...line);
  t.equal(cut.code, 130);
  t.match(cut.text, /interrupted: continue with --resume/);
  t.equal(readJournal(runOf(dir, "plain")).end?.status, "interrupted");
  t.ok(existsSync(join(runOf(dir, "plain"), "checkpoint.npz")));
  const resumed = hearsay(dir, ...line, "--resume");
  t.equal(resumed.status, 0, resumed.stderr);
  const whole = hearsay(dir, ...line, "--out", "other");
  t.equal(whole.status, 0);
  const id = readdirSync(join(dir, "other/plain"))[0]!;
  const compared = hearsay(dir, "diff", `runs/plain/${id}`, `other/plain/${id}`);
  t.match(compared, { status: 0, stdout: "equal: all 41 common rounds have the same digests\n" });
  t.match(hearsay(dir, ...line, "--resume").stdout, /finished before/);
});

t.test("faults are one line on standard error, exit 2, and write nothing", async (t) => {
  const dir = t.testdir({
    "s.yaml": scenario,
    "b.yaml": scenario.replace("agents: 4", "agents: -4"),
    "star.yaml": scenario.replace("complete", "star").replace("uniform", "equal"),
    "again.yaml": `${scenario}claim: the same run under another claim\n`,
    taken: "",
  });
  const faults: [string[], RegExp][] = [
    [["run", "s.yaml", "b.yaml"], /^hearsay: b\.yaml: agents: got -4; a whole number from 1/],
    [
      ["run", "s.yaml", "star.yaml"],
      /^hearsay: star\.yaml: mixing: got "column 0 with sum 1\.75"; columns/,
    ],
    [["run", "s.yaml", "s.yaml"], /^hearsay: s\.yaml: got "the run of s\.yaml once more"; name every run/],
    [["run", "s.yaml", "again.yaml"], /^hearsay: again\.yaml: got "the run of s\.yaml once more"/],
    [["run", "none.yaml"], /^hearsay: none\.yaml: got "ENOENT"; cannot read it: there is no such file/],
    [["run", "s.yaml", "--seed", "-1"], /^hearsay: .*--seed.* whole numbers from 0/],
    [["run", "s.yaml", "--out", "taken"], /^hearsay: .*taken\S*: got "E(EXIST|NOTDIR)"; cannot write it/],
    [["run", "s.yaml", "--sed", "3"], /^hearsay: unknown option '--sed' \(Did you mean .*--se/],
    [["rnu"], /^hearsay: unknown command 'rnu' \(Did you mean run\?\)/],
  ];
  for (const [words, answer] of faults) {
    const { status, stdout, stderr } = hearsay(dir, ...words);
    t.equal(status, 2, words.join(" "));
    t.equal(stdout, "", words.join(" "));
    t.match(stderr, answer);
    t.equal(stderr.trimEnd().split("\n").length, 1, "one line");
  }
  t.notOk(existsSync(join(dir, "runs")));
  t.equal(readFileSync(join(dir, "taken"), "utf8"), "");
});

t.test("a disk that fills up: one line, exit 2, whole lines only, the earlier run kept", async (t) => {
  const dir = t.testdir({
    "s.yaml": averaging.replace("rounds: 200000", "rounds: 2000").replace("500", "1"),
  });
  // A limit on the size of files stands for a full disk: writes fail in the middle of a line. By
  // NODE_OPTIONS the test runner would load a handler of the signal that comes with it; users have none.
  const limited = "unset NODE_OPTIONS NODE_COMPILE_CACHE; ulimit -f 256; hearsay run s.yaml --no-report";
  const first = shell(dir, limited);
  t.equal(first.status, 2, first.stderr);
  t.match(first.stderr, /^hearsay: \S+: got "EFBIG"; cannot write it: the file would be too large$/m);
  t.notMatch(first.stderr, /^\s+at /m, "no stack trace");
  t.notOk(existsSync(join(dir, "runs")), "nothing is left");
  t.equal(hearsay(dir, "run", "s.yaml", "--no-report").status, 0);
  const folder = runOf(dir, "plain");
  const before = readFileSync(join(folder, "journal.jsonl"), "utf8");
  t.equal(shell(dir, limited).status, 2);
  t.equal(readFileSync(join(folder, "journal.jsonl"), "utf8"), before, "the earlier run is kept");
  t.equal(readdirSync(join(dir, "runs/plain")).length, 1);
});

t.test("a folder that may not be written", { skip: process.getuid?.() === 0 && "root may" }, async (t) => {
  const dir = t.testdir({ "s.yaml": scenario });
  mkdirSync(join(dir, "locked"), { mode: 0o500 });
  const { status, stderr } = hearsay(dir, "run", "s.yaml", "--out", "locked");
  t.equal(status, 2);
  t.match(stderr, /^hearsay: .*: got "EACCES"; cannot write it: permission denied\n$/);
});

t.test("a run that diverges: exit 1, agent, round and array", async (t) => {
  const dir = t.testdir({ "w.csv": "3,-1,-1\n-1,3,-1\n-1,-1,3\n" });
  const mixing = "mixing: { kind: given, matrix: w.csv }\n";
  const text = averaging.replace("ring", "complete").replace("agents: 64", "agents: 3") + mixing;
  writeFileSync(join(dir, "s.yaml"), text);
  const { status, stdout, stderr } = hearsay(dir, "run", "s.yaml");
  t.equal(status, 1);
  t.match(
    stdout,
    /diverged: agent 0, round \d+: array "values" is no longer finite; last finite state in /,
  );
  t.notMatch(stderr, /^\s+at /m);
  t.ok(existsSync(join(runOf(dir, "plain"), "report.html")), "its report is written");
});

t.test("--dry-run shows the schedule of a network and writes nothing", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario });
  const args = ["--on", "virtual", "--set", "network.preset=wan", "--dry-run"];
  const { status, stdout } = hearsay(dir, "run", "s.yaml", ...args);
  t.equal(status, 0);
  t.match(
    stdout,
    /^small: 4 agents, without learning\nall rounds +20 rounds in [\d.]+ s of virtual time\n/,
  );
  t.match(stdout, /\na link +.* over 12 links, /);
  t.match(stdout, /\nlost +nothing\n/);
  t.same(readdirSync(dir), ["s.yaml"]);
  const refused = hearsay(dir, "run", "s.yaml", "--dry-run");
  t.same(
    [refused.status, refused.stderr],
    [2, 'hearsay: --dry-run: got "--on lockstep"; it shows a network: --on virtual\n'],
  );
  const lossy = ["--on", "virtual", "--set", "network.preset=sensor"];
  const endless = hearsay(dir, "run", "s.yaml", ...lossy);
  t.equal(endless.status, 2);
  t.match(endless.stderr, /^hearsay: s\.yaml: network\.links\.loss\.kind: .*patience.*\n$/);
  t.same(readdirSync(dir), ["s.yaml"]);
});
