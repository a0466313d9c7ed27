// The JSON Schema of study files, for editors.
import { z } from "zod";
import { scenarioJsonSchema } from "../json-schema.ts";
import type { Registry } from "../registry.ts";
import { isRecord } from "../yaml.ts";
import { studySchema } from "./study.ts";

type JsonSchema = Record<string, unknown>;

/** A draft 2020-12 schema; a scenario written out in a study may lack what `set` and the axes bring. */
export function studyJsonSchema(registry: Registry): JsonSchema {
  const base: JsonSchema = z.toJSONSchema(studySchema, { io: "input" });
  const properties = base.properties as Record<string, JsonSchema>;
  const { $schema, title, ...scenario } = scenarioJsonSchema(registry);
  const { description } = properties.scenario!;
  const forms = { anyOf: [{ type: "string", minLength: 1 }, withoutNeeds(scenario)] };
  return {
    ...base,
    title: "Hearsay study",
    properties: { ...properties, scenario: { description, ...forms } },
  };
}

/** The schema with no member required but `kind`, by which the forms of a section are told apart. */
function withoutNeeds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutNeeds);
  if (!isRecord(schema)) return schema;
  const members = Object.entries(schema).flatMap(([keyword, operand]) => {
    if (keyword !== "required") return [[keyword, withoutNeeds(operand)] as const];
    const kept = (operand as readonly string[]).filter((name) => name === "kind");
    return kept.length === 0 ? [] : [[keyword, kept] as const];
  });
  return Object.fromEntries(members);
}
