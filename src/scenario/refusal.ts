// Turns what zod found wrong into one line with the place, the value and what is allowed.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { nearest } from "./registry.ts";
import { allowedAt } from "./wording.ts";

/**
 * Checks a value against a schema.
 * @param otherNames names that are allowed beside the schema's own, for the advice on an unknown one
 * @throws ScenarioError for the first fault
 */
export function checkedBy<T>(
  schema: z.ZodType<T>,
  value: unknown,
  place: string,
  otherNames: readonly string[] = [],
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw refusal(result.error.issues[0]!, { value, place, schema, otherNames });
}

interface Checked {
  readonly value: unknown;
  readonly place: string;
  readonly schema: z.ZodType;
  readonly otherNames: readonly string[];
}

/** Faults whose messages say less than the schema does. */
const plainFaults = [
  "invalid_type",
  "too_small",
  "too_big",
  "not_multiple_of",
  "invalid_value",
  "invalid_union",
];

function refusal(issue: z.core.$ZodIssue, checked: Checked): ScenarioError {
  const { value, place, schema, otherNames } = checked;
  const at = pathOf(place, issue.path);
  const found = memberAt(value, issue.path);
  const { words, names, choices } = allowedAt(schema, issue.path, found);
  if (issue.code === "unrecognized_keys") {
    const [key] = issue.keys as [string];
    const all = issue.path.length === 0 ? [...names, ...otherNames] : names;
    return new ScenarioError(pathOf(at, [key]), memberAt(found, [key]), unknownOption(key, all));
  }
  if (issue.code === "invalid_union") {
    const deepest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
    if (deepest !== undefined && deepest.path.length > 0)
      return refusal({ ...deepest, path: [...issue.path, ...deepest.path] }, checked);
    if (choices.length === 0) return new ScenarioError(at, found, words ?? issue.message);
  }
  if (choices.length > 0 && typeof found === "string")
    return new ScenarioError(at, found, nearest(found, choices));
  return new ScenarioError(
    at,
    found,
    plainFaults.includes(issue.code) ? (words ?? issue.message) : issue.message,
  );
}

function memberAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    const isMember = typeof inner === "object" && inner !== null && Object.hasOwn(inner, key);
    return isMember ? (inner as Record<PropertyKey, unknown>)[key] : undefined;
  }, value);
}

function unknownOption(key: string, names: readonly string[]): string {
  return names.length === 0 ? "no such option" : `no such option; ${nearest(key, names)}`;
}

/** "topology.offsets[2]"; a name that is empty or blank stands in quotes. */
function pathOf(place: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key).trim() === "" ? JSON.stringify(key) : String(key);
    return text === "" ? name : `${text}.${name}`;
  }, place);
}

/** The option names of an object schema. */
export function optionNames(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
