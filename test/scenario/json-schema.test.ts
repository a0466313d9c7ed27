// The JSON Schema for editors against the checks of a run: two judges of the same scenarios.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";
import { parse } from "yaml";
import { ScenarioError } from "../../src/error.ts";
import { scenarioJsonSchema } from "../../src/scenario/json-schema.ts";
import { builtIn } from "../../src/scenario/registry.ts";
import { resolveScenario } from "../../src/scenario/scenario.ts";
import { scenarioSample } from "../faults/samples.ts";
import { accepts, type Schema } from "./json-schema-rules.ts";

const schema = scenarioJsonSchema(builtIn) as unknown as Schema;

function resolves(value: Record<string, unknown>): boolean {
  try {
    resolveScenario(value, builtIn);
    return true;
  } catch (error) {
    if (error instanceof ScenarioError) return false;
    throw error;
  }
}

const root = resolve(import.meta.dirname, "../../scenarios");
const shipped = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".yaml"),
);

t.test("every shipped scenario is valid", async (t) => {
  t.ok(shipped.length > 0);
  for (const name of shipped) {
    const value = parse(readFileSync(join(root, name), "utf8"));
    // A study is no scenario; those that name plug-ins use kinds that this schema cannot know.
    if (!("algorithm" in value) || "plugins" in value) continue;
    t.ok(accepts(schema, value), name);
    t.ok(resolves(value), name);
  }
});

t.test("schema and run agree on every single change of a scenario", async (t) => {
  const sound = parse(scenarioSample);
  t.ok(accepts(schema, sound) && resolves(sound));
  const values = [-1, 0, 1, 0.5, 1e308, "", "x", "ring", null, true, [], {}, ["a"], undefined];
  let refused = 0;
  const judge = (value: Record<string, unknown>, what: string) => {
    const verdict = resolves(value);
    if (!verdict) refused++;
    t.equal(accepts(schema, value), verdict, what);
  };
  const without = (tree: object) =>
    Object.fromEntries(Object.entries(tree).filter(([, v]) => v !== undefined));
  for (const name of [...Object.keys(sound), "unknown"]) {
    for (const value of values) {
      judge(without({ ...sound, [name]: value }), `${name} = ${JSON.stringify(value)}`);
      const section = sound[name];
      if (typeof section !== "object" || Array.isArray(section)) continue;
      for (const option of [...Object.keys(section), "unknown"]) {
        const changed = without({ ...section, [option]: value });
        judge({ ...sound, [name]: changed }, `${name}.${option} = ${JSON.stringify(value)}`);
      }
    }
  }
  t.ok(refused > 200, `${refused} were refused`);
});
