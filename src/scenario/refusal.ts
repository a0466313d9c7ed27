// Turns what zod found wrong into one line with the place, the value and what is allowed.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { nearest } from "./registry.ts";

/**
 * Checks a value against a schema.
 * @throws ScenarioError for the first fault
 */
export function checkedBy<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw refusal(result.error.issues[0]!, value, place, schema);
}

function refusal(issue: z.core.$ZodIssue, value: unknown, place: string, schema: z.ZodType): ScenarioError {
  const at = pathOf(place, issue.path);
  const found = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown>)?.[key],
    value,
  );
  if (issue.code === "unrecognized_keys") {
    const [key] = issue.keys as [string];
    const names = issue.path.length === 0 ? optionNames(schema) : [];
    return new ScenarioError(
      pathOf(at, [key]),
      (found as Record<string, unknown>)[key],
      unknownOption(key, names),
    );
  }
  if (issue.code === "invalid_union") {
    const deepest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
    if (deepest !== undefined)
      return refusal({ ...deepest, path: [...issue.path, ...deepest.path] }, value, place, schema);
  }
  return new ScenarioError(at, found, issue.message.replace(/^[A-Z][a-z ]+: /, ""));
}

function unknownOption(key: string, names: readonly string[]): string {
  return names.length === 0 ? "no such option" : `no such option; ${nearest(key, names)}`;
}

function pathOf(place: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    place,
  );
}

/** The option names of an object schema. */
export function optionNames(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
