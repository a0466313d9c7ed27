// What a scenario's identity covers: everything that changes the bits, and nothing else.
import { createHash } from "node:crypto";
import fc from "fast-check";
import t from "tap";
import { differingSections } from "../../src/network/libp2p/greeting.ts";
import { runIdOf } from "../../src/runners/run.ts";
import { canonicalJson, scenarioDigest } from "../../src/scenario/digest.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";
import { builtIn } from "../../src/scenario/registry.ts";
import { resolveScenario, withValue } from "../../src/scenario/scenario.ts";
import { sectionDigests } from "../../src/scenario/section-digests.ts";
import { experimentOf, small } from "../runners/experiments.ts";

const changed = (...changes: [string, unknown][]) =>
  changes.reduce<Record<string, unknown>>((raw, [path, value]) => withValue(raw, path, value), small);
const digestOf = (raw: Record<string, unknown>) => scenarioDigest(resolveScenario(raw, builtIn), {});

const silent: [string, unknown][] = [
  ["name", "other"],
  ["claim", "something else"],
  ["rounds", 99],
  ["measure.every", 7],
  ["stop.gap", 0.1],
];
const loud: [string, unknown][] = [
  ["agents", 5],
  ["seed", 4],
  ["topology.kind", "star"],
  ["topology.seed", 8],
  ["mixing.kind", "max-degree"],
  ["mixing.lazy", 0.25],
  ["mixing.gossipRounds", 2],
  ["mixing.seed", 8],
  ["environment.states", 6],
  ["environment.seed", 8],
  ["algorithm.kind", "local-q"],
  ["algorithm.stepSize", 0.051],
  ["algorithm.temperature", 0],
  ["algorithm.evaluationNoise", { kind: "uniform", size: 0.1 }],
  ["plugins", ["mine.ts"]],
  ["network.mode", { kind: "asynchronous" }],
  ["network.whenMissing", { kind: "median" }],
  ["network.liars", [{ kind: "sign-flip", agents: [1] }]],
  ["network.membership", [{ kind: "joins", agent: 1, round: 3 }]],
];

t.test("name, claim, rounds, measure and stop change no digest; everything else does", async (t) => {
  const base = digestOf(small);
  for (const change of silent) t.equal(digestOf(changed(change)), base, change[0]);
  const digests = loud.map((change) => digestOf(changed(change)));
  t.equal(
    new Set([base, ...digests]).size,
    loud.length + 1,
    "all differ, from the base and from each other",
  );
});

t.test("what changes the digest, or the rounds, changes the section that peers are told", async (t) => {
  const sectionsOf = (...changes: [string, unknown][]) => {
    const scenario = resolveScenario(changed(...changes), builtIn);
    return sectionDigests({ scenario, files: {} } as unknown as Experiment, "1");
  };
  for (const change of [...loud, ["rounds", 99], ["measure.every", 7]] as [string, unknown][]) {
    const [section] = change[0].split(".");
    const differing = differingSections(sectionsOf(), sectionsOf(change));
    t.ok(differing.includes(section!), `${change[0]}: ${differing}`);
  }
  for (const name of ["name", "claim", "network.patience"])
    t.same(differingSections(sectionsOf(), sectionsOf([name, name === "network.patience" ? 5 : "x"])), []);
});

t.test("any set of changes: the digest tells exactly the loud ones", async (t) => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.subarray(silent), fc.subarray(loud), (quiet, heard) => {
      const digest = digestOf(changed(...quiet, ...heard));
      const key = JSON.stringify(heard);
      t.equal(seen.get(key) ?? digest, digest);
      seen.set(key, digest);
    }),
    { seed: 2, numRuns: 150 },
  );
  t.equal(new Set(seen.values()).size, seen.size, "different choices, different digests");
});

t.test(
  "a default that is spelt out, another order of members or seeds said twice are the same",
  async (t) => {
    const spelt = changed(
      ["topology.seed", 3],
      ["environment.seed", 3],
      ["mixing.gossipRounds", 1],
      ["mixing.lazy", 0],
      ["plugins", []],
    );
    t.equal(digestOf(spelt), digestOf(small));
    const turned = Object.fromEntries(
      Object.entries(small)
        .reverse()
        .map(([key, value]) => [
          key,
          typeof value === "object" ? Object.fromEntries(Object.entries(value).reverse()) : value,
        ]),
    );
    t.equal(digestOf(turned), digestOf(small));
    const text = canonicalJson({ b: [{ d: 1, c: 2 }], a: null });
    t.equal(text, '{"a":null,"b":[{"c":2,"d":1}]}');
  },
);

t.test("one byte of a named file is another scenario; each file's SHA-256 is recorded", async (t) => {
  const model = JSON.stringify({
    discount: 0.5,
    start: [1],
    transitions: [[0, 0, 0, 1]],
    rewards: [[[1]], [[0]], [[0]], [[0]]],
  });
  const graph = "source,target\n0,1\n1,2\n2,3\n";
  const raw = changed(
    ["environment", { kind: "file", path: "model.json" }],
    ["topology", { kind: "file", path: "graph.csv" }],
  );
  const of = (files: Record<string, string>) => experimentOf(raw, files);
  const base = of({ "model.json": model, "graph.csv": graph });
  const sha = (text: string) => createHash("sha256").update(text).digest("hex");
  t.same(base.files, { "model.json": sha(model), "graph.csv": sha(graph) });
  const digests = [
    base,
    of({ "model.json": `${model} `, "graph.csv": graph }),
    of({ "model.json": model, "graph.csv": `${graph}\n` }),
  ].map(({ digest }) => digest);
  t.equal(new Set(digests).size, 3, "even a byte that changes no number");
  t.equal(of({ "model.json": model, "graph.csv": graph }).digest, base.digest);
});

t.test(
  "the run id adds rounds, measuring, stopping and runner; name and claim change nothing",
  async (t) => {
    const id = (raw: Record<string, unknown>, runner = "lockstep") => runIdOf(experimentOf(raw), runner);
    const base = id(small);
    t.match(base, /^[0-9a-f]{12}$/);
    t.equal(id(changed(["name", "other"], ["claim", "else"])), base);
    const others = [
      id(changed(["rounds", 13])),
      id(changed(["measure.every", 2])),
      id(changed(["stop.gap", 0.1])),
      id(small, "virtual"),
      id(changed(["seed", 4])),
    ];
    t.equal(new Set([base, ...others]).size, 6);
  },
);
