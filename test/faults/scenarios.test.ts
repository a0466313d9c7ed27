// Damaged scenarios, field by field and text by text: one line with the place, the value and what is
// allowed.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import t, { type Test } from "tap";
import { parse, stringify } from "yaml";
import { ScenarioError } from "../../src/error.ts";
import { loadExperiment, loadScenario } from "../../src/runners/load.ts";
import { run } from "../../src/runners/run.ts";
import { damaged, wholeFileDamages } from "./damage.ts";
import { faultOf, thrownBy, unfitness } from "./fault.ts";
import { scenarioSample } from "./samples.ts";

type Tree = Record<string, unknown>;
const sound = parse(scenarioSample) as Tree;

/** Paths of all members, inner ones included. */
function pathsOf(tree: Tree, above: readonly string[] = []): string[][] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const path = [...above, name];
    const isTree = typeof value === "object" && value !== null && !Array.isArray(value);
    return [path, ...(isTree ? pathsOf(value as Tree, path) : [])];
  });
}

/** The sample with one member set, or left out where the value is undefined. */
function changed([name, ...rest]: readonly string[], value: unknown, tree: Tree = sound): Tree {
  const inner = rest.length === 0 ? value : changed(rest, value, tree[name!] as Tree);
  const copy: Tree = { ...tree, [name!]: inner };
  if (inner === undefined) delete copy[name!];
  return copy;
}

const paths = pathsOf(sound);

async function loading(
  t: Test,
  text: string | Uint8Array,
  overrides = {},
): Promise<() => Promise<unknown>> {
  const path = join(t.testdir(), "scenario.yaml");
  writeFileSync(path, text);
  return async () => loadExperiment(await loadScenario(path, overrides));
}

t.test("the sample is sound", async (t) => {
  t.equal(await thrownBy(await loading(t, scenarioSample)), undefined);
  t.equal(paths.length, 32);
});

t.test("every member refuses what is not its own, under its own name", async (t) => {
  const wrong = [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e308, "", "x", null, [], {}, true, 0.5, [[1]]];
  let refused = 0;
  for (const path of paths) {
    for (const value of wrong) {
      const error = await thrownBy(await loading(t, stringify(changed(path, value))));
      t.equal(unfitness(error), undefined, `${path.join(".")} = ${String(value)}`);
      if (!(error instanceof ScenarioError)) continue;
      refused++;
      const related = error.place.startsWith(path[0]!) || /^(algorithm|agents|stop)/.test(error.place);
      t.ok(related, `${path.join(".")} = ${String(value)}: ${error.place}`);
    }
  }
  t.ok(refused > 300, `${refused} refused`);
});

t.test("members that must be there are told as missing", async (t) => {
  const required = ["name", "agents", "rounds", "topology", "environment", "algorithm"];
  const kinds = ["topology", "environment", "algorithm"].map((section) => `${section}.kind`);
  for (const name of [...required, ...kinds, "algorithm.stepSize", "stop.gap"]) {
    const text = stringify(changed(name.split("."), undefined));
    const { message } = await faultOf(t, await loading(t, text), name);
    t.ok(message.startsWith(`${name}: missing; `), message);
  }
});

t.test("unknown members and kinds are answered with the nearest names", async (t) => {
  const answers: [string, unknown, RegExp][] = [
    ["agnets", 3, /^agnets: got 3; no such option; did you mean agents\?/],
    ["algorithm.stepsize", 1, /did you mean stepSize\?/],
    ["topology.sed", 1, /did you mean seed\?/],
    ["mixing.gosipRounds", 2, /did you mean gossipRounds\?/],
    ["measure.evry", 2, /did you mean every\?/],
    ["algorithm.evaluationNoise.sise", 2, /did you mean size\?/],
    ["environment.split", "block", /did you mean blocks\?/],
    ["topology.kind", "tours", /^topology\.kind: got "tours"; did you mean torus\?/],
    ["mixing.kind", "metropolys", /did you mean metropolis\?/],
    ["environment.kind", "pathgrid", /did you mean path-grid\?/],
    ["algorithm.kind", "fedpg", /did you mean fednpg\?/],
  ];
  for (const [path, value, answer] of answers) {
    const text = stringify(changed(path.split("."), value));
    const { message } = await faultOf(t, await loading(t, text), path);
    t.match(message, answer);
  }
});

t.test("limits are told in words, from the schema itself", async (t) => {
  const said = async (path: string, value: unknown) =>
    (await faultOf(t, await loading(t, stringify(changed(path.split("."), value))), path)).message;
  t.equal(
    await said("agents", -1),
    "agents: got -1; a whole number from 1 to 1048576 (number of agents N)",
  );
  t.match(await said("environment.discount", 1), /got 1; a finite number from 0 and below 1/);
  t.match(await said("algorithm.stepSize", Number.NaN), /got NaN; a finite number above 0/);
  t.match(await said("algorithm.stepSize", 5), /got 5; at most \(1−γ\)\/τ = 0\.99/);
  t.match(await said("allowBiasedMixing", "yes"), /got "yes"; true or false/);
  t.match(await said("plugins", "a.ts"), /got "a\.ts"; a list with entries text/);
  t.match(await said("stop", 3), /got 3; a mapping of gap/);
});

t.test(
  "where there are several kinds of a member, each is told apart, and a misfit by its own",
  async (t) => {
    const said = async (path: string, features: unknown) => {
      const text = stringify(changed(["environment"], { kind: "cart-pole", features }));
      return (await faultOf(t, await loading(t, text), path)).message;
    };
    t.match(
      await said("environment.features", 6),
      /got 6; a mapping of kind: fourier, order, constant, or a mapping of kind: random, count, width/,
    );
    t.match(
      await said("environment.features.order", { kind: "random", order: 3 }),
      /got 3; no such option; allowed: kind, count, width$/,
    );
    t.match(
      await said("environment.features.kind", { kind: "rbf" }),
      /got "rbf"; allowed: fourier, random/,
    );
  },
);

t.test("texts that are no YAML name the line", async (t) => {
  const texts: [string, RegExp][] = [
    ["name: a\nname: b\n", /scenario\.yaml:2: got "name: b"; .*unique/],
    ["name: a\n\tagents: 3\n", /scenario\.yaml:2: .*[Tt]abs/],
    ["name: [a\nagents: 3\n", /scenario\.yaml:\d: /],
    ["name: a\n---\nname: b\n", /scenario\.yaml:2: .*one scenario/],
    ["name: *nobody\n", /got "\*nobody"; .*anchor/],
    ["name: &a\n  inner: *a\n", /got "\*a"; .*inside its own anchor/],
    ["name: !unknown a\n", /Unresolved tag/],
    ["? [a, b]\n: 1\n", /keys must be strings/],
    [`name: ${"[".repeat(20_000)}`, /nesting/],
    ["- a\n- b\n", /got \["a","b"\]; a scenario is a mapping/],
    ["42", /got 42; a scenario is a mapping/],
    ["# nothing\n", /a scenario is a mapping/],
  ];
  for (const [text, answer] of texts) {
    t.match((await faultOf(t, await loading(t, text), text.slice(0, 20))).message, answer);
  }
  const letters = ["a", "b", "c", "d", "e", "f"];
  const bomb = letters.map((name, k) => {
    const entry = k === 0 ? '"x"' : `*${letters[k - 1]}`;
    return `${name}: &${name} [${Array(9).fill(entry).join(", ")}]\n`;
  });
  t.match((await faultOf(t, await loading(t, bomb.join("")), "bomb")).message, /too many aliases/);
});

t.test("files that are wrong as a whole are refused by name", async (t) => {
  for (const [damage, bytes] of wholeFileDamages(scenarioSample)) {
    const { place } = await faultOf(t, await loading(t, bytes), damage);
    t.match(place, /scenario\.yaml/, damage);
  }
  t.equal(
    await thrownBy(await loading(t, `\ufeff${scenarioSample}`)),
    undefined,
    "a byte order mark is fine",
  );
  t.equal(
    await thrownBy(await loading(t, scenarioSample.replaceAll("\n", "\r\n"))),
    undefined,
    "so is CR LF",
  );
});

t.test("no damage to the text breaks the reader", async (t) => {
  let refused = 0;
  const sample = fc.asyncProperty(damaged(scenarioSample), async (bytes) => {
    // Another topology or world may be large; the time of what is sound is not the point here.
    const error = await thrownBy(await loading(t, bytes));
    if (error !== undefined) refused++;
    const fault = unfitness(error);
    if (fault !== undefined) throw new Error(fault);
  });
  await fc.assert(sample, { seed: 23, numRuns: 800 });
  t.ok(refused > 300, `${refused} of 800 were refused`);
});

t.test("--set and --seed", async (t) => {
  const set = async (...texts: string[]) =>
    (await faultOf(t, await loading(t, scenarioSample, { set: texts }), texts.join(" "))).message;
  t.match(await set("agents"), /^--set: got "agents"; write path=value/);
  t.match(await set("=3"), /^--set: got "=3"; write path=value/);
  t.match(await set("agents=["), /^--set agents=\[: got "\["; well-formed YAML/);
  t.match(await set("agents.inner=3"), /^agents: got 4; --set agents\.inner needs a mapping there/);
  t.match(await set("agents="), /^agents: got null; a whole number/);
  t.match(await set("agents=three"), /^agents: got "three"; a whole number/);
  t.match(await set("topology.kind=rnig"), /did you mean ring\?/);
  t.match(await set("a.__proto__.b=1"), /^a: got .*no such option/);
});

t.test("nothing is written where a run is refused", async (t) => {
  const out = join(t.testdir(), "runs");
  const refused: [Tree, RegExp][] = [
    [changed(["mixing"], { kind: "random-row" }), /^mixing: got "column \d+ with sum/],
    [changed(["environment"], { kind: "path-grid", size: 1000, discount: 2 }), /^environment\.discount/],
    [changed(["algorithm", "stepSize"], 2), /^algorithm\.stepSize: got 2; at most/],
    [changed(["name"], "../outside"), /^name: got "\.\.\/outside"; letters/],
  ];
  for (const [tree, answer] of refused) {
    const load = await loading(t, stringify(tree));
    const act = async () => run((await load()) as never, { out, folder: "." });
    const error = await thrownBy(act);
    t.equal(unfitness(error), undefined);
    t.match((error as Error | undefined)?.message ?? "it ran", answer);
    t.notOk(existsSync(out), "no folder is made");
  }
});
