// One choice inside a section, `{ kind, …options }`: checked against its kind's options, and built.
import { z } from "zod";
import { type Product, requireMembers } from "./products.ts";
import { checkedBy } from "./refusal.ts";
import { find } from "./registry.ts";
import { isRecord } from "./yaml.ts";

/** A choice as a user writes it. Names of kinds are looked up later, where the nearest can be told. */
export const looseChoice = z.looseObject({ kind: z.unknown().optional() });

/** A choice, checked, defaults filled in. */
export type Choice = Readonly<Record<string, unknown>> & { readonly kind: string };

interface Checking {
  readonly kind: string;
  readonly options: z.ZodType;
}

/**
 * Checks a choice among `kinds` and fills in defaults.
 * @throws ScenarioError for the first fault
 */
export function resolveKind(
  kinds: readonly Checking[],
  { kind: name, ...options }: Readonly<Record<string, unknown>>,
  place: string,
): Choice {
  const { kind, options: schema } = find(kinds, name, `${place}.kind`);
  const checked = checkedBy(schema, options, place);
  return { ...(isRecord(checked) ? checked : {}), kind };
}

interface Building<Context> {
  readonly kind: string;
  build(options: object, context: Context): unknown;
}

/**
 * Builds a checked choice among `kinds`.
 * @throws ScenarioError where an option does not fit, or a plug-in builds something else
 */
export function buildKind<Context, Built>(
  kinds: readonly Building<Context>[],
  { kind: name, ...options }: Choice,
  place: string,
  product: Product,
  context: Context,
): Built {
  const built = find(kinds, name, `${place}.kind`).build(options, context);
  requireMembers(built, product, `${place}.kind`, name);
  return built as Built;
}
