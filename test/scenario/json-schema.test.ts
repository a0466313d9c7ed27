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

type Schema = Record<string, never> & {
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly oneOf?: Schema[];
  readonly anyOf?: Schema[];
  readonly prefixItems?: Schema[];
};

const schema = scenarioJsonSchema(builtIn) as unknown as Schema;

/** A naive validator of the keywords that the schema uses; any other keyword is an error. */
function accepts(rule: Schema, value: unknown): boolean {
  return Object.entries(rule).every(([keyword, operand]) => holds(keyword, operand, rule, value));
}

function holds(keyword: string, operand: unknown, rule: Schema, value: unknown): boolean {
  const isNumber = typeof value === "number";
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const members = isObject ? (value as Record<string, unknown>) : {};
  switch (keyword) {
    case "$schema":
    case "title":
    case "description":
    case "default":
      return true;
    case "type":
      return typeOf(operand as string, value);
    case "const":
      return value === operand;
    case "enum":
      return (operand as unknown[]).includes(value);
    case "minimum":
      return !isNumber || value >= (operand as number);
    case "maximum":
      return !isNumber || value <= (operand as number);
    case "exclusiveMinimum":
      return !isNumber || value > (operand as number);
    case "exclusiveMaximum":
      return !isNumber || value < (operand as number);
    case "multipleOf":
      return !isNumber || value % (operand as number) === 0;
    case "pattern":
      return typeof value !== "string" || new RegExp(operand as string).test(value);
    case "minLength":
      return typeof value !== "string" || value.length >= (operand as number);
    case "minItems":
      return !Array.isArray(value) || value.length >= (operand as number);
    case "maxItems":
      return !Array.isArray(value) || value.length <= (operand as number);
    case "items":
      return (
        !Array.isArray(value) ||
        value.slice(rule.prefixItems?.length).every((one) => accepts(rule.items!, one))
      );
    case "prefixItems":
      return !Array.isArray(value) || rule.prefixItems!.every((item, k) => accepts(item, value[k]));
    case "properties":
      return Object.entries(rule.properties!).every(
        ([name, inner]) => !(name in members) || accepts(inner, members[name]),
      );
    case "required":
      return !isObject || (operand as string[]).every((name) => name in members);
    case "additionalProperties":
      return operand !== false || Object.keys(members).every((name) => name in (rule.properties ?? {}));
    case "anyOf":
      return rule.anyOf!.some((inner) => accepts(inner, value));
    case "oneOf":
      return rule.oneOf!.filter((inner) => accepts(inner, value)).length === 1;
    default:
      throw new Error(`the schema uses a keyword that is not known here: ${keyword}`);
  }
}

function typeOf(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "number") return Number.isFinite(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return (value === null ? "null" : typeof value) === type;
}

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
