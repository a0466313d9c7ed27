// The JSON Schema of scenarios, for editors: derived from the same kinds that check them.
import { z } from "zod";
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
      ...Object.fromEntries(sections.map((section) => [section, choiceSchema(section, registry)])),
    },
    required: [...(base.required ?? []), "topology", "environment", "algorithm"],
  };
}

function choiceSchema(section: Section, registry: Registry): JsonSchema {
  const common = z.toJSONSchema(sectionOptions[section], { io: "input" }) as {
    properties?: JsonSchema;
  };
  const standard = defaultKinds[section];
  return {
    type: "object",
    ...(standard === undefined && { required: ["kind"] }),
    oneOf: registry[listOf[section]].map(({ kind, summary, options }) => {
      const own = z.toJSONSchema(options, { io: "input", unrepresentable: "any" }) as {
        properties?: JsonSchema;
        required?: string[];
      };
      return {
        description: summary,
        properties: { kind: { const: kind }, ...common.properties, ...own.properties },
        required: [...(kind === standard ? [] : ["kind"]), ...(own.required ?? [])],
        additionalProperties: false,
      };
    }),
  };
}
