// deploy, peer, watch, merge, key and doctor, as a user starts them.
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { hearsay, interrupted } from "./child.ts";

const scenario = `name: small
agents: 3
rounds: 30
topology: { kind: complete }
environment: { kind: garnet, states: 6, actions: 3 }
algorithm: { kind: fednpg, stepSize: 0.05 }
`;

t.test("Ctrl-C ends a deployment with checkpoints; --resume completes it", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario });
  const line = ["deploy", "s.yaml", "--processes", "1", "--no-report", "--set", "rounds=4000"];
  const cut = await interrupted(dir, { sign: "small: round 400/" }, ...line);
  t.equal(cut.code, 130, cut.text);
  t.match(cut.text, /interrupted: continue with --resume/);
  const merged = hearsay(dir, "merge", "s.yaml", "--no-report", "--set", "rounds=4000");
  t.match(merged, { status: 130, stdout: /interrupted: peers go on with the commands that started them/ });
  const resumed = hearsay(dir, ...line, "--resume");
  t.equal(resumed.status, 0, resumed.stderr);
  t.match(resumed.stdout, /^small +finished +4000/m);
  t.equal(hearsay(dir, "run", "s.yaml", "--no-report", "--out", "other", "--set", "rounds=4000").status, 0);
  const folder = (out: string) => join(out, "small", readdirSync(join(dir, out, "small"))[0]!);
  t.match(hearsay(dir, "diff", folder("runs"), folder("other")), {
    status: 0,
    stdout: "equal: all 4001 common rounds have the same digests\n",
  });
});

t.test("a peer that diverges ends the run: exit 1, agent, round and array", async (t) => {
  const dir = t.testdir({
    "s.yaml": `name: plain
agents: 3
rounds: 100000
topology: { kind: complete }
mixing: { kind: given, matrix: w.csv }
environment: { kind: values, dimension: 5 }
algorithm: { kind: averaging }
measure: { every: 100 }
`,
    "w.csv": "3,-1,-1\n-1,3,-1\n-1,-1,3\n",
  });
  const { status, stdout, stderr } = hearsay(dir, "deploy", "s.yaml", "--processes", "1", "--no-report");
  t.equal(status, 1, stderr);
  t.equal(stderr.match(/^\s+at /m), null, stderr);
  t.match(stdout, /diverged: agent \d, round \d+: array "values" is no longer finite/);
});

t.test("keys are made once and kept", async (t) => {
  const dir = t.testdir({ "bad.key": "no key" });
  const made = hearsay(dir, "key", "a.key");
  t.match(made.stdout, /^12D3KooW\w+\n$/);
  const bytes = readFileSync(join(dir, "a.key"));
  t.equal(statSync(join(dir, "a.key")).mode & 0o777, 0o600, "nobody else can read it");
  t.equal(hearsay(dir, "key", "a.key").stdout, made.stdout);
  t.same(readFileSync(join(dir, "a.key")), bytes);
  t.match(hearsay(dir, "key", "bad.key"), { status: 2, stderr: /bad\.key: got "6 bytes"; a key file/ });
});

t.test("a peer that is refused leaves nothing behind, and what was there as it was", async (t) => {
  const dir = t.testdir({
    "s.yaml": scenario,
    "far.yaml": "peers: { 0: /ip4/127.0.0.1/tcp/0, 1: /ip4/192.0.2.1/tcp/9, 2: /ip4/127.0.0.1/tcp/3 }\n",
  });
  const refused = (...agents: string[]) => {
    const { status, stderr } = hearsay(dir, "peer", "s.yaml", "--agent", ...agents, "--peers", "far.yaml");
    t.equal(status, 2, stderr);
    t.match(stderr, /^hearsay: --listen: .* no address of this machine/m);
  };
  refused("1");
  t.same(readdirSync(dir).sort(), ["far.yaml", "s.yaml"]);
  refused("0-1");
  t.same(readdirSync(dir).sort(), ["far.yaml", "s.yaml"], "nor do those who were to share its process");
  mkdirSync(join(dir, "runs"));
  refused("1");
  t.same(readdirSync(join(dir, "runs")), [], "a folder that was there stays");
});

t.test("faults are one line on standard error, exit 2", async (t) => {
  const dir = t.testdir({
    "s.yaml": scenario,
    "hosts.yaml": "peers: { 0: /ip4/127.0.0.1/tcp/1, 1: /ip4/127.0.0.1/tcp/2, 2: /ip4/127.0.0.1/udp/3 }\n",
    "far.yaml": "peers: { 0: /ip4/192.0.2.1/tcp/9, 1: /ip4/127.0.0.1/tcp/2, 2: /ip4/127.0.0.1/tcp/3 }\n",
    "joins.yaml": `${scenario}network:
  { whenMissing: { kind: running-sums }, membership: [{ kind: joins, agent: 1, round: 3 }] }\n`,
    "crash.yaml": `${scenario}network: { crashes: [{ agent: 1, atMs: 3, downMs: 1 }] }\n`,
  });
  const faults: [string[], RegExp][] = [
    [
      ["peer", "s.yaml", "--agent", "3", "--peers", "far.yaml"],
      /^hearsay: --agent: got 3; agents from 0 to 2/,
    ],
    [
      ["peer", "s.yaml", "--agent", "x", "--peers", "far.yaml"],
      /^hearsay: .*--agent.* agents such as 3, 0-3/,
    ],
    [
      ["peer", "s.yaml", "--agent", "0", "--peers", "hosts.yaml"],
      /^hearsay: hosts\.yaml: peers\.2: got .* TCP/,
    ],
    [
      ["peer", "s.yaml", "--agent", "0", "--peers", "far.yaml"],
      /^hearsay: --listen: got .* to listen at: it is no address of this machine$/m,
    ],
    [["peer", "s.yaml", "--agent", "0"], /^hearsay: required option '--peers/],
    [["doctor", "s.yaml", "--agent", "0"], /^hearsay: --peers: missing/],
    [["merge", "s.yaml"], /no round that all agents have measured/],
    [["deploy", "s.yaml", "--keys"], /^hearsay: --keys: got true; nothing, without --emit/],
    [["deploy", "s.yaml", "--image", "x"], /^hearsay: --image: got "x"; nothing, without --emit/],
    [["deploy", "joins.yaml"], /network\.membership: .* and sums.*--on virtual: .*books/],
    [["run", "joins.yaml", "--on", "libp2p"], /network\.membership: .*--on virtual/],
    [["run", "crash.yaml", "--on", "libp2p"], /network\.crashes: .*--on virtual: kill a real process/],
  ];
  for (const [words, answer] of faults) {
    const { status, stdout, stderr } = hearsay(dir, ...words);
    t.equal(status, 2, `${words.join(" ")}: ${stderr}`);
    t.equal(stdout, "", words.join(" "));
    t.match(stderr, answer);
    t.equal(stderr.trimEnd().split("\n").length, 1, stderr);
  }
});
