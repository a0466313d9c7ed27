// The JSON Schema of scenarios, for editors: derived from the same kinds that check them.
import { z } from "zod";
import { places } from "../network/link.ts";
import { kindsAt, networkFrame } from "./network.ts";
import type { Registry } from "./registry.ts";
import { defaultKinds, frame, listOf, type Section, sectionOptions } from "./scenario.ts";

type JsonSchema = Record<string, unknown>;

/** A draft 2020-12 schema in which every choice lists its kinds and their options. */
export function scenarioJsonSchema(registry: Registry): JsonSchema {
  const base = z.toJSONSchema(frame, { io: "input" }) as JsonSchema & {
    properties: JsonSchema;
    required?: string[];
  };
  const sections = Object.keys(sectionOptions) as Section[];
  return {
    ...base,
    title: "Hearsay scenario",
    properties: {
      ...base.properties,
      ...Object.fromEntries(sections.map((section) => [section, sectionSchema(section, registry)])),
      network: networkSchema(registry),
    },
    required: [...(base.required ?? []), "topology", "environment", "algorithm"],
  };
}

function sectionSchema(section: Section, registry: Registry): JsonSchema {
  const { properties: common = {} } = z.toJSONSchema(sectionOptions[section], { io: "input" });
  const outages = common.outages as JsonSchema | undefined;
  const shared =
    outages === undefined
      ? common
      : { ...common, outages: { ...outages, items: choiceSchema(registry.outages) } };
  return choiceSchema(registry[listOf[section]], { common: shared, standard: defaultKinds[section] });
}

interface KindLike {
  readonly kind: string;
  readonly summary: string;
  readonly options: z.ZodType;
}

interface Shared {
  readonly common?: object;
  readonly standard?: string | undefined;
  readonly needed?: readonly string[];
}

/**
 * @param common options that every kind takes beside its own
 * @param standard the kind that need not be named
 * @param needed those of the common options that must be told
 */
function choiceSchema(
  kinds: readonly KindLike[],
  { common = {}, standard, needed = [] }: Shared = {},
): JsonSchema {
  return {
    type: "object",
    ...(standard === undefined && { required: ["kind"] }),
    oneOf: kinds.map(({ kind, summary, options }) => {
      const own = z.toJSONSchema(options, { io: "input", unrepresentable: "any" }) as {
        properties?: JsonSchema;
        required?: string[];
      };
      return {
        description: summary,
        properties: { kind: { const: kind }, ...common, ...own.properties },
        required: [...(kind === standard ? [] : ["kind"]), ...needed, ...(own.required ?? [])],
        additionalProperties: false,
      };
    }),
  };
}

function networkSchema(registry: Registry): JsonSchema {
  const frame = z.toJSONSchema(networkFrame, { io: "input" }) as ObjectSchema;
  const { links, agents, liars } = frame.properties as Record<"links" | "agents" | "liars", ObjectSchema>;
  const whose = (liars.items as ObjectSchema).properties.agents;
  const placed = places.map((place) => [
    place,
    changeSchema(links.properties[place]!, kindsAt(place, registry)),
  ]);
  const computing = changeSchema(agents.properties.computing!, registry.computings);
  return {
    ...frame,
    properties: {
      ...frame.properties,
      links: { ...links, properties: Object.fromEntries(placed) },
      agents: { ...agents, properties: { ...agents.properties, computing } },
      whenMissing: choiceSchema(registry.missingRules),
      liars: {
        ...liars,
        items: choiceSchema(registry.lies, { common: { agents: whose }, needed: ["agents"] }),
      },
    },
  };
}

interface ObjectSchema extends JsonSchema {
  readonly properties: Record<string, JsonSchema>;
}

/** A choice that may leave the preset's kind as it is and change its options only. */
function changeSchema({ description }: JsonSchema, kinds: readonly KindLike[]): JsonSchema {
  const { required, ...choice } = choiceSchema(kinds);
  const change = { description: "the preset's, changed", not: { required: ["kind"] } };
  return { description, ...choice, oneOf: [...(choice.oneOf as JsonSchema[]), change] };
}
