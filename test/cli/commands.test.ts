// The other commands, as child processes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { hearsay, root, shell } from "./child.ts";

const commands = ["run", "study", "certify", "list", "init", "schema", "report", "diff", "laws"];

t.test("--help: every command with its options, and the exit codes", async (t) => {
  const dir = t.testdir({});
  const { status, stdout } = hearsay(dir, "--help");
  t.equal(status, 0);
  for (const command of commands) t.match(stdout, new RegExp(`^ {2}${command} `, "m"));
  for (const code of ["0 ", "1 ", "2 ", "130 "]) t.match(stdout, new RegExp(`^ {2}${code}`, "m"));
  for (const command of commands) {
    const source = readFileSync(join(root, "src/cli", `${command}.ts`), "utf8");
    const options = [...source.matchAll(/ption\(\s*"(--[a-z-]+)/g)].map((match) => match[1]!);
    const module = await import(`../../src/cli/${command}.ts`);
    const help: string = module[`${command}Command`].helpInformation();
    for (const option of options) t.match(help, option, `${command} ${option}`);
  }
  t.match(hearsay(dir, "run", "--help"), { status: 0, stdout: /--resume[\s\S]*Exit codes:/ });
});

const keys = [
  "agents",
  "sigma",
  "spectralRadius",
  "lambda2",
  "lambdaMin",
  "effectiveNeighbours",
  "doublyStochastic",
  "symmetric",
  "normal",
  "connected",
  "predictedRounds",
  "stepSizeLimit",
  "converged",
  "residual",
  "iterations",
];

t.test("certify: a family, a file and a scenario, as JSON and for people", async (t) => {
  const graph = "source,target\n0,1\n1,2\n2,3\n3,0\n";
  const scenario = [
    "name: four",
    "agents: 4",
    "rounds: 1",
    "topology: { kind: file, path: graph.csv }",
    "environment: { kind: values }",
    "algorithm: { kind: averaging }",
  ];
  const dir = t.testdir({ "graph.csv": graph, "s.yaml": scenario.join("\n") });
  const json = (...words: string[]) => {
    const { status, stdout, stderr } = hearsay(dir, "certify", ...words, "--json");
    t.equal(status, 0, stderr);
    return JSON.parse(stdout);
  };
  const ring = json("ring", "--agents", "4");
  for (const key of keys) t.ok(key in ring, key);
  // Metropolis on C₄: W = (I + S + S⁻¹)/3, eigenvalues 1, 1/3, 1/3, −1/3.
  t.ok(Math.abs(ring.sigma - 1 / 3) < 1e-12 && Math.abs(ring.lambdaMin + 1 / 3) < 1e-12);
  const measured = ["agents", "symmetric", "doublyStochastic", "connected"];
  for (const other of [json("graph.csv"), json("s.yaml", "--spectrum")]) {
    for (const key of measured) t.equal(other[key], ring[key], key);
    t.ok(Math.abs(other.sigma - ring.sigma) < 1e-12);
  }
  const drawn = hearsay(
    dir,
    "certify",
    "directed-ring",
    "--agents",
    "5",
    "--mixing",
    "equal",
    "--picture",
    "p.svg",
  );
  t.equal(drawn.status, 0, drawn.stderr);
  t.match(drawn.stdout, /^directed-ring, 5 agents, equal: certified\n {2}agents +5\n/);
  t.match(readFileSync(join(dir, "p.svg"), "utf8"), /^<svg[\s\S]*<\/svg>\s*$/);
  const biased = json("directed-ring", "--agents", "4", "--mixing", "random-row");
  t.match(biased, { doublyStochastic: false, predictedRounds: null, effectiveNeighbours: null });
  t.match(biased.refusal, /column \d/);
  const faults: [string[], RegExp][] = [
    [["rign", "--agents", "4"], /topology\.kind: got "rign"; did you mean ring\?/],
    [["ring", "--agents", "0"], /--agents.*whole numbers from 1/],
    [["torus", "--agents", "7"], /topology: got "1 × 7"; a torus has sides/],
    [["ring", "--agents", "4", "--picture", "."], /cannot write it/],
  ];
  for (const [words, answer] of faults) {
    const { status, stderr } = hearsay(dir, "certify", ...words);
    t.equal(status, 2, words.join(" "));
    t.match(stderr, answer);
    t.equal(stderr.trimEnd().split("\n").length, 1, stderr);
  }
});

t.test("certify: the flags change a scenario as they change a family", async (t) => {
  const scenario = [
    "name: biased",
    "agents: 5",
    "rounds: 1",
    "topology: { kind: random-regular, degree: 2 }",
    "environment: { kind: values }",
    "algorithm: { kind: averaging }",
  ].join("\n");
  const dir = t.testdir({ "s.yaml": scenario, "b.yaml": `${scenario}\nallowBiasedMixing: true\n` });
  const json = (...words: string[]) => {
    const { status, stdout, stderr } = hearsay(dir, "certify", ...words, "--json");
    t.equal(status, 0, stderr);
    return JSON.parse(stdout);
  };
  const words = ["--agents", "12", "--seed", "4", "--mixing", "fastest", "--set", "mixing.lazy=0.25"];
  const own = json("s.yaml", ...words, "--set", "topology.degree=3");
  const family = json("random-regular", ...words, "--set", "degree=3");
  t.equal(own.agents, 12);
  t.same([own.sigma, own.lambda2, own.spectrum], [family.sigma, family.lambda2, family.spectrum]);

  const star = ["--set", "topology={ kind: star }", "--mixing", "equal"];
  t.match(json("s.yaml", ...star).refusal, /column 0/);
  t.equal(json("b.yaml", ...star).refusal, null, "such a run is not refused");
  t.match(
    hearsay(dir, "certify", "b.yaml", ...star).stdout,
    /^biased: BIASED, allowed by allowBiasedMixing\n/,
  );
  const alone = [
    "--set",
    "environment={ kind: path-grid, size: 3 }",
    "--set",
    "algorithm={ kind: independent, stepSize: 0.1 }",
  ];
  const { stdout } = hearsay(dir, "certify", "s.yaml", ...star, ...alone);
  t.match(stdout, /^biased: not certified, and not used\n/);
});

t.test("init writes what run runs; it never overwrites", async (t) => {
  const dir = t.testdir({});
  t.equal(hearsay(dir, "init").status, 0);
  t.same(readdirSync(dir).sort(), ["hearsay.schema.json", "scenario.yaml"]);
  const { status, stdout } = hearsay(dir, "run", "scenario.yaml", "--set", "rounds=3", "--no-report");
  t.equal(status, 0);
  t.match(stdout, /first-scenario +finished +3/);
  const again = hearsay(dir, "init");
  t.equal(again.status, 2);
  t.match(again.stderr, /scenario\.yaml: got "a file that exists"; name a new file/);
});

t.test("list and closed pipes", async (t) => {
  const dir = t.testdir({});
  const all = JSON.parse(hearsay(dir, "list", "--json").stdout);
  const learning = ["topologies", "mixings", "environments", "algorithms", "metrics"];
  const network = ["missingRules", "lies", "outages", "links", "computings"];
  t.same(Object.keys(all), [...learning, ...network, "presets"]);
  t.ok(all.topologies.some(({ kind }: { kind: string }) => kind === "torus"));
  t.match(shell(dir, "hearsay list | head -1"), { status: 0, stderr: "" });
  t.match(hearsay(dir, "list", "topologys"), { status: 2, stderr: /topologies/ });
});

t.test("report, diff and laws refuse what is not theirs", async (t) => {
  const dir = t.testdir({ empty: {}, "p.ts": "export default 3;\n" });
  for (const words of [
    ["report", "empty"],
    ["diff", "empty", "empty"],
    ["laws", "p.ts"],
  ]) {
    const { status, stderr } = hearsay(dir, ...words);
    t.equal(status, 2, words.join(" "));
    t.match(stderr, /^hearsay: \S+: got .*; \S.*\n$/);
  }
});
