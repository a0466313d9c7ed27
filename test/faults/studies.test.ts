// Damaged studies: one line with the place, the value and what is allowed; nothing is written.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import t, { type Test } from "tap";
import { stringify } from "yaml";
import { ScenarioError } from "../../src/error.ts";
import { loadStudy, type StudyOverrides } from "../../src/runners/study/load-study.ts";
import { hearsay } from "../cli/child.ts";
import { damaged, wholeFileDamages } from "./damage.ts";
import { faultOf, thrownBy, unfitness } from "./fault.ts";
import { scenarioSample, studySample } from "./samples.ts";

const scenario = {
  name: "base",
  agents: 4,
  rounds: 5,
  topology: { kind: "ring" },
  environment: { kind: "path-grid", size: 3 },
  algorithm: { kind: "fednpg", stepSize: 0.05 },
};
const sound = { name: "s", scenario, vary: { "algorithm.stepSize": [0.1, 0.2] } };

function loading(t: Test, text: string | Uint8Array, overrides: StudyOverrides = {}) {
  const path = join(t.testdir({ "base.yaml": scenarioSample }), "study.yaml");
  writeFileSync(path, text);
  return () => loadStudy(path, overrides);
}

async function said(t: Test, parts: object, overrides: StudyOverrides = {}): Promise<string> {
  const load = loading(t, stringify({ ...sound, ...parts }), overrides);
  return (await faultOf(t, load, JSON.stringify(parts))).message.replace(/^.*study\.yaml: /, "");
}

t.test("the samples are sound", async (t) => {
  t.equal(await thrownBy(loading(t, stringify(sound))), undefined);
  t.equal(await thrownBy(loading(t, studySample)), undefined);
});

t.test("every member refuses what is not its own, in words", async (t) => {
  const answers: [object, string | RegExp][] = [
    [{ nmae: "x" }, /^nmae: got "x"; no such option; did you mean name\?/],
    [{ name: "../x" }, /^name: got "\.\.\/x"; letters, digits/],
    [{ preset: "step" }, /^preset: got "step"; .*step-size/],
    [{ scenario: 3 }, /^scenario: got 3; text that is not empty, or a mapping/],
    [{ scenario: "none.yaml" }, /none\.yaml/],
    [{ vary: [1] }, /^vary: got \[1\]; a mapping/],
    [
      { vary: { agents: 3 } },
      /^vary\.agents: got 3; a list of at least 1, or a mapping of linspace, logspace/,
    ],
    [{ vary: { agents: [] } }, /^vary\.agents: got \[\]; /],
    [{ vary: { agents: { linspac: 3 } } }, /^vary\.agents\.linspac: got 3; .*did you mean linspace\?/],
    [{ vary: { agents: {} } }, /^vary\.agents: got \{\}; either linspace or logspace/],
    [
      { vary: { agents: { logspace: { from: 0, to: 1, count: 3 } } } },
      /^vary\.agents\.logspace\.from: got 0; a finite number above 0/,
    ],
    [
      { vary: { agents: { linspace: { from: 0, to: 1, count: 1 } } } },
      /^vary\.agents\.linspace\.count: got 1; a whole number from 2/,
    ],
    [{ vary: { agents: [4, 5, 4] } }, /^vary\.agents\[2\]: got 4; values that differ/],
    [{ vary: { seed: [1, 2] } }, /^vary: got "seed"; .*seeds: \{ learning: 3 \}/],
    [{ vary: { "topology.seed": [1, 2] } }, /seeds: \{ graph: 3 \}/],
    [{ vary: { name: ["a", "b"] } }, /^vary: got "name"; paths other than name/],
    [{ zip: [{}] }, /^zip\[0\]: got \{\}; at least one path/],
    [
      { zip: [{ agents: [3, 4], rounds: [1] }] },
      /^zip\[0\]: got "1 values of rounds"; as many as agents has: 2/,
    ],
    [
      { zip: [{ "algorithm.stepSize": [1] }] },
      /^vary: got "algorithm\.stepSize"; a path that no other axis sets/,
    ],
    [{ seeds: 3 }, /^seeds: got 3; a mapping of graph, world, learning/],
    [{ seeds: { graph: 0 } }, /^seeds\.graph: got 0; /],
    [{ seeds: { grpah: 2 } }, /did you mean graph\?/],
    [{ seeds: { graph: [1, 2, 1] } }, /^seeds\.graph\[2\]: got 1; seeds that differ/],
    [{ except: [{}] }, /^except\[0\]: got \{\}; at least one path/],
    [
      { except: [{ agents: 5 }] },
      /^except\[0\]: got \{"agents":5\}; paths and values that a combination has/,
    ],
    [{ except: [{ agents: 4 }] }, /^except: got .*; combinations must remain/],
    [{ gaps: [] }, /^gaps: got \[\]; /],
    [{ gaps: [0.1, -1] }, /^gaps\[1\]: got -1; a finite number above 0/],
    [
      { set: { "algorithm.stepSize": 1 } },
      /^set algorithm\.stepSize: got 1; the study varies algorithm\.stepSize/,
    ],
    [{ set: { "agents.x": 1 } }, /^agents: got 4; set agents\.x needs a mapping there/],
  ];
  for (const [parts, answer] of answers) t.match(await said(t, parts), answer, JSON.stringify(parts));
});

t.test("a fault of a combination names it, and how to leave it out", async (t) => {
  const cubes = { topology: [{ kind: "ring" }, { kind: "hypercube" }], agents: [16, 24] };
  t.match(
    await said(t, { vary: cubes }),
    /^\{ topology: hypercube, agents: 24 \}: .*except: \[\{ topology\.kind: hypercube, agents: 24 \}\]$/,
  );
  const kept = { vary: cubes, except: [{ "topology.kind": "hypercube", agents: 24 }] };
  t.equal(await thrownBy(loading(t, stringify({ ...sound, ...kept }))), undefined, "the advice works");
  t.match(
    await said(t, { vary: { "mixing.kind": ["metropolis", "random-row"] } }),
    /^\{ mixing\.kind: random-row \}: mixing: got "column \d.*or leave the combination out/,
  );
  t.match(
    await said(t, { vary: { "topology.kind": ["rign"] } }),
    /^\{ topology\.kind: rign \}: topology\.kind: got "rign"; did you mean ring\? allowed: [^;]*$/,
  );
  t.match(await said(t, { vary: { agnets: [3] } }), /^\{ agnets: 3 \}: agnets: got 3; no such option; did/);
  t.match(await said(t, { vary: { "agents.x": [3] } }), /^agents: got 4; vary\.agents\.x needs a mapping/);
  const sparse = { kind: "erdos-renyi", probability: 0.01 };
  const drawn = await said(t, { scenario: { ...scenario, topology: sparse }, seeds: { graph: [7, 8] } });
  t.match(drawn, /^\{ algorithm\.stepSize: 0\.1, graph seed: 7 \}: topology/);
});

t.test("studies that are too large are refused before they are made", async (t) => {
  const long = { linspace: { from: 1, to: 9999, count: 9999 } };
  t.match(await said(t, { vary: { agents: long, rounds: long } }), /^vary: got "99980001 combinations"/);
  const noise = { kind: "gaussian", size: 1 };
  const drawing = { ...scenario, algorithm: { ...scenario.algorithm, evaluationNoise: noise } };
  const seeds = { world: 1000, learning: 1000 };
  t.match(await said(t, { scenario: drawing, seeds }), /^seeds: got "2000000 runs"; at most 100000/);
});

t.test("the command line: presets, --set, files that are no study", async (t) => {
  const over = (overrides: StudyOverrides) => said(t, {}, overrides);
  t.match(
    await over({ set: ["algorithm.stepSize=1"] }),
    /^--set algorithm\.stepSize: got 1; the study varies/,
  );
  t.match(await over({ set: ["rounds"] }), /^--set: got "rounds"; write path=value/);
  t.match(await over({ preset: "none" }), /^preset: got "none"; /);
  const plain = await faultOf(t, loading(t, scenarioSample), "a scenario alone");
  t.match(plain.message, /study\.yaml: scenario: missing; .*--preset spectral-gap/);
});

t.test("no damage to a study breaks its reader", async (t) => {
  for (const [damage, bytes] of wholeFileDamages(studySample)) {
    t.match((await faultOf(t, loading(t, bytes), damage)).place, /study\.yaml/, damage);
  }
  let refused = 0;
  const sample = fc.asyncProperty(damaged(studySample), async (bytes) => {
    const error = await thrownBy(loading(t, bytes));
    if (error instanceof ScenarioError) refused++;
    const fault = unfitness(error);
    if (fault !== undefined) throw new Error(fault);
  });
  await fc.assert(sample, { seed: 29, numRuns: 400 });
  t.ok(refused > 100, `${refused} of 400 were refused`);
});

t.test("exit code 2, one line, nothing written", async (t) => {
  const dir = t.testdir({
    "bad.yaml": stringify({ ...sound, vary: { topology: [{ kind: "torus" }] } }),
    "scenario.yaml": scenarioSample,
  });
  for (const words of [
    ["bad.yaml"],
    ["scenario.yaml"],
    ["none.yaml"],
    ["scenario.yaml", "--preset", "x"],
  ]) {
    const { status, stdout, stderr } = hearsay(dir, "study", ...words, "--dry-run");
    t.equal(status, 2, words.join(" "));
    t.equal(stdout, "");
    t.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    t.match(stderr, new RegExp(`^hearsay: .*${words[0]}`));
  }
  t.same(readdirSync(dir).sort(), ["bad.yaml", "scenario.yaml"]);
  t.notOk(existsSync(join(dir, "studies")));
});
