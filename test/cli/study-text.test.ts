// hearsay study --dry-run and what goes with it, as child processes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { planText, shortDuration } from "../../src/cli/study-text.ts";
import { presetNames } from "../../src/scenario/study/presets.ts";
import { planned } from "../scenario/study/studies.ts";
import { hearsay } from "./child.ts";

t.test(
  "init --study writes a study that plans, with its schema, and nothing else is written",
  async (t) => {
    const dir = t.testdir({});
    t.match(hearsay(dir, "init", "--study"), { status: 0, stdout: /hearsay study --dry-run study\.yaml/ });
    t.same(readdirSync(dir).sort(), ["hearsay-study.schema.json", "study.yaml"]);
    const { status, stdout, stderr } = hearsay(dir, "study", "study.yaml", "--dry-run", "--workers", "3");
    t.equal(status, 0, stderr);
    t.match(stdout, /^first-study: The larger sigma/);
    t.match(stdout, /^topology {12}4 {2}path, ring, erdos-renyi, complete$/m);
    t.match(stdout, /^29 runs$/m);
    t.match(stdout, /^ {2}except leaves out 1 combination\.$/m);
    t.match(stdout, /^time: .+ on 3 workers, an estimate from 5 of 29 runs/m);
    t.match(stdout, /^disk: about [\d.]+ [kM]B in studies\/first-study$/m);
    t.same(readdirSync(dir).sort(), ["hearsay-study.schema.json", "study.yaml"]);
  },
);

t.test("a scenario with a preset is a study", async (t) => {
  const dir = t.testdir({});
  hearsay(dir, "init");
  const words = [
    "study",
    "scenario.yaml",
    "--preset",
    "evaluation-noise",
    "--set",
    "rounds=5",
    "--dry-run",
  ];
  const { status, stdout, stderr } = hearsay(dir, ...words);
  t.equal(status, 0, stderr);
  t.match(stdout, /^first-scenario-evaluation-noise: /);
  t.match(stdout, /^27 runs$/m);
});

t.test("presets are listed; the schema of studies is printed", async (t) => {
  const dir = t.testdir({});
  const { presets } = JSON.parse(hearsay(dir, "list", "presets", "--json").stdout);
  t.same(
    presets.map(({ kind }: { kind: string }) => kind),
    presetNames,
  );
  t.equal(hearsay(dir, "schema", "--study", "--out", "s.json").status, 0);
  t.equal(JSON.parse(readFileSync(join(dir, "s.json"), "utf8")).title, "Hearsay study");
});

t.test("an axis shows as many values as a line holds, the last among them", async (t) => {
  const count = (n: number) => ({ linspace: { from: 1, to: n, count: n } });
  const text = planText(planned({ vary: { agents: [4, 5], rounds: count(300) } }).plan);
  const lines = text.split("\n");
  t.ok(lines.some((line) => /^rounds +300 {2}1, 2, 3, .*, …, 300$/.test(line)));
  t.ok(lines.every((line) => line.length < 110));
  t.match(text, /^600 runs$/m);
});

t.test("durations in a unit that says something", async (t) => {
  const cases: [number, string][] = [
    [0.2, "below 1 s"],
    [1, "about 1 s"],
    [89, "about 89 s"],
    [120, "about 2 min"],
    [5000, "about 83 min"],
    [7200, "about 2 h"],
    [400_000, "about 5 days"],
  ];
  for (const [seconds, words] of cases) t.equal(shortDuration(seconds), words);
});
