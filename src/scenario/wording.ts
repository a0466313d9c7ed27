// What a schema allows, in words: read off its JSON Schema, so that each limit stands in one place only.
import { z } from "zod";

/** The part of a JSON Schema that a zod schema of options can turn into. */
interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: unknown;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly minItems?: number;
}

/** What one place of a schema takes. */
export interface Allowed {
  /** "a whole number from 1 to 10 (what it is for)"; undefined where the schema has no words for it. */
  readonly words: string | undefined;
  /** Option names of a mapping, else none. */
  readonly names: readonly string[];
  /** The texts to choose from, else none. */
  readonly choices: readonly string[];
}

/**
 * What `schema` takes at a path.
 * @param value what was found there; the limit of whole numbers is named where it exceeds it
 */
export function allowedAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): Allowed {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", cycles: "ref" }) as JsonSchema;
  const here = path.reduce<JsonSchema | undefined>(inner, root);
  if (here === undefined) return { words: undefined, names: [], choices: [] };
  const words = phrase(here, typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER);
  const purpose = path.length > 0 && here.description !== undefined ? ` (${here.description})` : "";
  return {
    words: words === undefined ? undefined : words + purpose,
    names: [here, ...formsFor(here, value)].flatMap(({ properties = {} }) => Object.keys(properties)),
    choices: (here.enum ?? []).filter((choice) => typeof choice === "string"),
  };
}

/** Of several forms those that `value` may be meant as: of its kind, where they have kinds. */
function formsFor({ anyOf, oneOf }: JsonSchema, value: unknown): readonly JsonSchema[] {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  return (anyOf ?? oneOf ?? []).filter(({ properties }) => {
    const fixed = properties?.kind?.const;
    return fixed === undefined || fixed === kind;
  });
}

/** The schema of a member or an entry; of several forms the first that has it, or all texts in its place. */
function inner(schema: JsonSchema | undefined, key: PropertyKey): JsonSchema | undefined {
  if (schema === undefined) return undefined;
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined) {
    const found = forms.map((form) => inner(form, key)).filter((form) => form !== undefined);
    const texts = found.map((form) => form.const);
    return found.length > 1 && !texts.includes(undefined) ? { enum: texts } : found[0];
  }
  if (typeof key === "number") return schema.prefixItems?.[key] ?? schema.items;
  const others = schema.additionalProperties as JsonSchema | boolean | undefined;
  return schema.properties?.[String(key)] ?? (typeof others === "object" ? others : undefined);
}

function phrase(schema: JsonSchema, huge: boolean): string | undefined {
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined) {
    const all = forms.map((form) => phrase(form, huge));
    return all.includes(undefined) ? undefined : [...new Set(all)].join(", or ");
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.join(", ")}`;
  switch (schema.type) {
    case "integer":
      return `a whole number${multiple(schema)}${range(schema, huge)}`;
    case "number":
      return `a finite number${multiple(schema)}${range(schema, true)}`;
    case "boolean":
      return "true or false";
    case "string":
      return schema.minLength === undefined ? "text" : "text that is not empty";
    case "array":
      return listPhrase(schema, huge);
    case "object":
      return mappingPhrase(schema);
    default:
      return undefined;
  }
}

function multiple({ multipleOf }: JsonSchema): string {
  return multipleOf === undefined ? "" : `, a multiple of ${multipleOf},`;
}

/** Limits in words; the largest whole number that a computer counts to is no limit worth naming. */
function range(schema: JsonSchema, huge: boolean): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const isNamed = (limit: number | undefined) =>
    limit !== undefined && (huge || Math.abs(limit) < Number.MAX_SAFE_INTEGER);
  return [
    isNamed(minimum) ? ` from ${minimum}` : "",
    exclusiveMinimum === undefined ? "" : ` above ${exclusiveMinimum}`,
    isNamed(maximum) ? ` to ${maximum}` : "",
    exclusiveMaximum === undefined ? "" : ` and below ${exclusiveMaximum}`,
  ].join("");
}

function listPhrase({ items, prefixItems, minItems }: JsonSchema, huge: boolean): string {
  if (prefixItems !== undefined) {
    return `a list of ${prefixItems.length}: ${prefixItems.map((item) => phrase(item, huge)).join(", ")}`;
  }
  const least = minItems === undefined || minItems === 0 ? "" : ` at least ${minItems} of`;
  const entry = items === undefined ? undefined : phrase(items, huge);
  if (entry === undefined) return least === "" ? "a list" : `a list of at least ${minItems}`;
  return `a list with${least || " entries"} ${entry}`;
}

function mappingPhrase({ properties = {}, additionalProperties }: JsonSchema): string {
  // A kind that is fixed tells which of several forms is meant.
  const names = Object.entries(properties).map(([name, { const: fixed }]) =>
    fixed === undefined ? name : `${name}: ${String(fixed)}`,
  );
  if (names.length === 0) return "a mapping";
  const more = additionalProperties === false ? "" : " and its options";
  return `a mapping of ${names.join(", ")}${more}`;
}
