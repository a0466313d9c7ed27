// split, and peers that are given their own data only, as a user starts them.
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { stringify } from "yaml";
import { readJournal } from "../../src/journal/read.ts";
import { freePorts } from "../../src/runners/deployment/ports.ts";
import { found } from "../runners/secrets.ts";
import { hearsay, shell } from "./child.ts";

const scenario = `name: small
seed: 3
agents: 3
rounds: 30
topology: { kind: complete }
environment: { kind: garnet, states: 4, actions: 2, branching: 3, kernelHeterogeneity: 0.5 }
algorithm: { kind: fednpg, stepSize: 0.05 }
`;
const sharedKernel = ["--set", "environment.kernelHeterogeneity=0"];

async function split(t: Test, ...set: string[]): Promise<string> {
  const dir = t.testdir({ "s.yaml": scenario });
  const { status, stderr } = hearsay(dir, "split", "s.yaml", "--out", "own", ...set);
  t.equal(status, 0, stderr);
  const ports = await freePorts(3);
  const peers = Object.fromEntries(ports.map((port, agent) => [agent, `/ip4/127.0.0.1/tcp/${port}`]));
  writeFileSync(join(dir, "hosts.yaml"), stringify({ peers }));
  return dir;
}

const rowsIn = (dir: string, out: string) => {
  const [id] = readdirSync(join(dir, out, "small"));
  return readJournal(join(dir, out, "small", id!)).rows;
};
const digests = (dir: string, out: string) => rowsIn(dir, out).map(({ round, digest }) => [round, digest]);

/** The files below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

t.test("every peer has its own data only; the bits are those of the plain scenario", async (t) => {
  const dir = await split(t);
  // Each host has the scenario and one agent's file.
  for (const agent of [0, 1, 2]) {
    for (const name of ["scenario.yaml", `data/agent-${agent}.json`])
      cpSync(join(dir, "own", name), join(dir, `host-${agent}`, name.replace("data/", "")));
  }
  t.notOk(existsSync(join(dir, "host-0/kernel.json")), "kernels are the agents' own");
  const start = (agent: number) =>
    `(cd host-${agent} && exec "$NODE" "$PROGRAM" peer scenario.yaml --agent ${agent} ` +
    `--peers ../hosts.yaml --data agent-${agent}.json --checkpoint-every 0) & p${agent}=$!`;
  const line = `NODE=$1; PROGRAM=$2; ${[0, 1, 2].map(start).join("; ")}; wait $p0 && wait $p1 && wait $p2`;
  const { status, stderr } = shell(dir, `set -- "${process.execPath}" "${program()}"; ${line}`);
  t.equal(status, 0, stderr);
  const secrets = [0, 1, 2].map((agent) => {
    const { reward, transitions } = JSON.parse(
      readFileSync(join(dir, `own/data/agent-${agent}.json`), "utf8"),
    );
    return [...reward.flat(), ...transitions.map((row: number[]) => row[3])] as number[];
  });
  for (const agent of [0, 1, 2]) {
    const files = filesIn(join(dir, `host-${agent}/runs`));
    t.ok(
      files.some((path) => path.endsWith("checkpoint.npz")) && files.some((path) => /journal/.test(path)),
    );
    for (const path of files) t.same(found(readFileSync(path), secrets.flat()), [], path);
    cpSync(join(dir, `host-${agent}/runs`), join(dir, "runs"), { recursive: true });
  }
  t.equal(hearsay(dir, "merge", "own/scenario.yaml").status, 0);
  t.equal(hearsay(dir, "run", "s.yaml", "--no-report", "--out", "plain").status, 0);
  t.same(digests(dir, "runs"), digests(dir, "plain"));
  const [last, whole] = [rowsIn(dir, "runs").at(-1)!.metrics, rowsIn(dir, "plain").at(-1)!.metrics];
  for (const name of ["value", "value_worst", "optimality_gap", "evaluation_error", "reward_value"])
    t.notOk(name in last, `${name} needs all rewards: an empty cell`);
  for (const name of ["policy_consensus", "tracking_error"]) t.equal(last[name], whole[name], name);
  const report = join(dir, "runs/small", readdirSync(join(dir, "runs/small"))[0]!, "report.html");
  t.match(readFileSync(report, "utf8"), /transition kernels differ/, "no theory of one kernel is drawn");
  t.equal(hearsay(dir, "merge", "own/scenario.yaml", "--data", "own/data", "--no-report").status, 0);
  t.same(
    rowsIn(dir, "runs").at(-1)!.metrics,
    { ...whole, wire_bytes: last.wire_bytes },
    "with them, all is there",
  );
});

t.test("all data at hand: deploy, and a fingerprint that keeps runs apart", async (t) => {
  const dir = await split(t, ...sharedKernel);
  const line = ["own/scenario.yaml", "--data", "own/data", "--no-report"];
  const deployed = hearsay(dir, "deploy", ...line, "--processes", "2");
  t.equal(deployed.status, 0, deployed.stderr);
  t.equal(hearsay(dir, "run", "s.yaml", ...sharedKernel, "--no-report", "--out", "plain").status, 0);
  t.same(digests(dir, "runs"), digests(dir, "plain"));
  t.equal(hearsay(dir, "run", ...line, "--out", "here").status, 0);
  const file = join(dir, "own/data/agent-1.json");
  writeFileSync(file, readFileSync(file, "utf8").replace(/\[0\.\d+, /, "[0.25, "));
  t.equal(hearsay(dir, "run", ...line, "--out", "here").status, 0);
  t.equal(readdirSync(join(dir, "here/small")).length, 2, "other data, another run");
  const again = ["peer", "own/scenario.yaml", "--agent", "1", "--data", file, "--peers", "hosts.yaml"];
  const { status, stderr } = hearsay(dir, ...again);
  t.equal(status, 2);
  t.match(stderr, /^hearsay: --data: got "[0-9a-f]{16}"; the data that this run began with/);
});

t.test("faults are one line, exit 2", async (t) => {
  const dir = await split(t, ...sharedKernel);
  const reward = [
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ];
  const transitions = [[0, 0, 0, 1]];
  const files: [string, object | string, RegExp][] = [
    [
      "unknown",
      { reward, rewards: 1 },
      /unknown\.json: rewards: got 1; no such option; did you mean reward/,
    ],
    ["short", { reward: reward.slice(1) }, /short\.json: reward: got "a list of 3"; .*4 rows/],
    [
      "wide",
      { reward: [[1], ...reward.slice(1)] },
      /wide\.json: reward\[0\]: got "a list of 1"; .*2 rewards/,
    ],
    [
      "infinite",
      '{ "reward": [[1e999, 2], [3, 4], [5, 6], [7, 8]] }',
      /infinite\.json: reward\[0\]\[0\]: got Inf.*finite/,
    ],
    [
      "huge",
      '{ "reward": [[1e200, 2], [3, 4], [5, 6], [7, 8]] }',
      /huge\.json: reward\[0\]\[0\]: got 1e\+200; .*1e100/,
    ],
    ["text", { reward: [["1", 2]] }, /text\.json: reward\[0\]\[0\]: got "1"; a finite number/],
    ["other", { agent: 2, reward }, /other\.json: agent: got 2; 1: these are the data of another agent/],
    [
      "kernel",
      { reward, transitions },
      /kernel\.json: transitions: got "a list of 1"; .*the kernel of all/,
    ],
    ["broken", '{ "reward": [[1, 2],\n[3, x]] }', /broken\.json:2: got .*well-formed JSON/],
    ["none", {}, /none\.json: reward: missing; /],
  ];
  const peer = (data: string, ...words: string[]) => {
    const line = ["peer", "own/scenario.yaml", "--agent", "1", "--peers", "hosts.yaml", "--data", data];
    return hearsay(dir, ...line, ...words);
  };
  const refused = ({ status, stdout, stderr }: ReturnType<typeof hearsay>, answer: RegExp) => {
    t.equal(status, 2, stderr);
    t.equal(stdout, "");
    t.match(stderr, answer);
    t.equal(stderr.trimEnd().split("\n").length, 1, stderr);
  };
  for (const [name, content, answer] of files) {
    writeFileSync(
      join(dir, `${name}.json`),
      typeof content === "string" ? content : JSON.stringify(content),
    );
    refused(peer(`${name}.json`), answer);
  }
  const own = ["--set", "environment.kernel=own"];
  writeFileSync(join(dir, "own.json"), JSON.stringify({ reward, transitions: [[0, 0, 0, 0.5]] }));
  refused(peer("own.json", ...own), /own\.json: transitions, state 0, action 0: got 0\.5; .*sum to 1/);
  refused(peer("none", ...own), /none: got "ENOENT"; cannot read it: there is no such file/);
  const word = (...words: string[]) => hearsay(dir, ...words);
  const data = ["--data", "own/data"];
  refused(
    word("run", "own/scenario.yaml"),
    /environment\.kind: got "own-data"; the data of agent 0 as well/,
  );
  refused(
    word("run", "s.yaml", ...data),
    /--data: got "own\/data"; environment\.kind garnet knows of no data/,
  );
  refused(
    word("run", "own/scenario.yaml", "--data", "s.yaml"),
    /--data: got "s\.yaml"; a folder of agent-0\.json/,
  );
  refused(word("deploy", "own/scenario.yaml"), /the data of agent 0 as well/);
  refused(
    word("peer", "own/scenario.yaml", "--agent", "0", "--peers", "hosts.yaml"),
    /own\/scenario\.yaml: environment\.kind: got "own-data"; the data of agent 0 as well/,
  );
  refused(word("study", "own/scenario.yaml", "--preset", "spectral-gap"), /a study has no data of agents/);
  refused(word("split", "s.yaml", "--out", "own"), /--out: got .*; a folder without a scenario/);
  const values = ["--set", "environment={ kind: values }", "--set", "algorithm={ kind: averaging }"];
  refused(
    word("split", "s.yaml", "--out", "new", ...values),
    /environment\.kind: got "values"; a world of models/,
  );
  refused(
    word("merge", "own/scenario.yaml", "--set", "stop={ gap: 0.1 }"),
    /stop\.gap: got 0\.1; it needs the data of all agents/,
  );
  t.notOk(existsSync(join(dir, "runs")), "nothing was written");
});

t.test("the doctor looks at the data of its patient", async (t) => {
  const dir = await split(t);
  const line = ["doctor", "own/scenario.yaml", "--agent", "0", "--peers", "hosts.yaml"];
  t.match(hearsay(dir, ...line).stdout, /^ill +agent 0, data +not here: --data agent\.json/m);
  const well = hearsay(dir, ...line, "--data", "own/data/agent-0.json").stdout;
  t.match(well, /^well +agent 0, data +they fit the scenario/m);
});

function program(): string {
  return join(import.meta.dirname, "../../src/cli/hearsay.ts");
}
