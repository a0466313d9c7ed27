// A scenario: one experiment as data. This file is its schema and the way to a resolved scenario.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { type Choice, looseChoice, resolveKind } from "./choice.ts";
import { type NetworkChoice, resolveNetwork } from "./network.ts";
import { checkedBy, optionNames } from "./refusal.ts";
import { find, type Registry } from "./registry.ts";
import { isRecord, yamlValue } from "./yaml.ts";

const seed = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** The members of a scenario beside its four choices. */
export const frame = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "letters, digits, dots, dashes and underscores")
    .describe("names the folder of its runs"),
  claim: z.string().default("").describe("what the experiment is to show, in words"),
  seed: seed.default(1).describe("root of all draws"),
  agents: z.int().min(1).max(1_048_576).describe("number of agents N"),
  rounds: z.int().min(1).max(1_000_000_000).describe("rounds after round 0"),
  measure: z
    .strictObject({
      every: z.int().min(1).default(1).describe("measure round 0, every k-th round, and the last"),
    })
    .prefault({})
    .describe("when the metrics are computed"),
  stop: z
    .strictObject({ gap: z.number().describe("end once optimality_gap ≤ gap at a measured round") })
    .optional()
    .describe("optional stopping rule"),
  allowBiasedMixing: z.boolean().default(false).describe("run with a W that is not doubly stochastic"),
  plugins: z.array(z.string()).default([]).describe("modules that add kinds, relative to the scenario"),
});

/** Options that every kind of a section takes beside its own. */
export const sectionOptions = {
  topology: z.strictObject({
    seed: seed.optional().describe("seed of the graph's draws; the scenario's unless told"),
    outages: z
      .array(looseChoice)
      .optional()
      .describe(
        "edges that are absent for a while, which both their ends know; their weight stays with both",
      ),
  }),
  mixing: z.strictObject({
    seed: seed.optional().describe("seed of the rule's draws; the scenario's unless told"),
    gossipRounds: z
      .int()
      .min(1)
      .max(10_000)
      .default(1)
      .describe("q successive mixes wherever the algorithm mixes"),
  }),
  environment: z.strictObject({
    seed: seed.optional().describe("seed of the world's draws; the scenario's unless told"),
  }),
  algorithm: z.strictObject({}),
};

export type Section = keyof typeof sectionOptions;

/** The registry's list for each section. */
export const listOf = {
  topology: "topologies",
  mixing: "mixings",
  environment: "environments",
  algorithm: "algorithms",
} as const satisfies Record<Section, keyof Registry>;

export type { Choice } from "./choice.ts";

/** A resolved scenario: every default and seed stands in it. */
export type Scenario = z.infer<typeof frame> & {
  readonly topology: Choice & { readonly seed: number; readonly outages?: readonly Choice[] };
  readonly mixing: Choice & {
    readonly seed: number;
    readonly gossipRounds: number;
  };
  readonly environment: Choice & { readonly seed: number };
  readonly algorithm: Choice;
  readonly network?: NetworkChoice;
};

/**
 * Reads `path=value` texts; values are YAML.
 * @throws ScenarioError where one has another form
 */
export function assignments(texts: readonly string[]): (readonly [path: string, value: unknown])[] {
  return texts.map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw new ScenarioError("--set", text, "write path=value, as in algorithm.stepSize=0.1");
    return [text.slice(0, at), yamlValue(text.slice(at + 1), `--set ${text}`)] as const;
  });
}

/**
 * The same record with `path` (`algorithm.stepSize`) set to a value.
 * @param by what asks for it, as errors should say it
 * @throws ScenarioError where a member on the way is no mapping
 */
export function withValue(
  raw: Record<string, unknown>,
  path: string,
  value: unknown,
  by = `--set ${path}`,
): Record<string, unknown> {
  const [head, ...rest] = path.split(".") as [string, ...string[]];
  if (rest.length === 0) return { ...raw, [head]: value };
  const inner = raw[head] ?? {};
  if (!isRecord(inner)) throw new ScenarioError(head, inner, `${by} needs a mapping there`);
  return { ...raw, [head]: withValue(inner, rest.join("."), value, by) };
}

/**
 * Checks a raw scenario against the registry and fills in every default.
 * @throws ScenarioError for the first fault
 */
export function resolveScenario(raw: Record<string, unknown>, registry: Registry): Scenario {
  const checked = checkedBy(scenarioSchema, raw, "");
  const choose = (section: Section) => resolveChoice(section, checked[section], registry, checked.seed);
  return {
    ...checked,
    topology: withResolvedOutages(choose("topology"), registry),
    mixing: choose("mixing"),
    environment: choose("environment"),
    algorithm: choose("algorithm"),
    ...(checked.network !== undefined && { network: resolveNetwork(checked.network, registry) }),
  } as Scenario;
}

function withResolvedOutages(topology: Choice, { outages: kinds }: Registry): Choice {
  const { outages } = topology as { readonly outages?: readonly Record<string, unknown>[] };
  if (outages === undefined) return topology;
  const resolved = outages.map((outage, k) => resolveKind(kinds, outage, `topology.outages[${k}]`));
  return { ...topology, outages: resolved };
}

/** The kind of a section that a scenario need not name. */
export const defaultKinds: Partial<Record<Section, string>> = { mixing: "metropolis" };

const scenarioSchema = z.strictObject({
  ...frame.shape,
  topology: looseChoice,
  mixing: z.looseObject({ kind: z.unknown().default(defaultKinds.mixing) }).prefault({}),
  environment: looseChoice,
  algorithm: looseChoice,
  network: z.unknown().optional(),
});

/**
 * Checks one choice against its kind's own options and the section's common ones; fills in defaults and the
 * seed.
 * @throws ScenarioError for the first fault
 */
export function resolveChoice(section: Section, value: unknown, registry: Registry, seed: number): Choice {
  const { kind: name, ...options } = value as Choice;
  const entry = find<{ kind: string; options: z.ZodType }>(
    registry[listOf[section]],
    name,
    `${section}.kind`,
  );
  const own = optionNames(entry.options);
  const common = without(sectionOptions[section], own);
  const isCommon = (key: string) => key in common.shape;
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(options).filter(([key]) => isCommon(key) === wanted));
  const chosen = {
    ...(checkedBy(entry.options, pick(false), section, Object.keys(common.shape)) as object),
    ...checkedBy(common, pick(true), section),
  };
  return {
    kind: entry.kind,
    ...chosen,
    ...(isCommon("seed") && { seed: (chosen as Partial<Seeded>).seed ?? seed }),
  };
}

/** The common options, less those that a kind defines itself. */
function without(schema: z.ZodObject, names: readonly string[]): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(Object.entries(schema.shape).filter(([key]) => !names.includes(key))),
  );
}

interface Seeded {
  readonly seed: number;
}
