import type { z } from "zod";

/**
 * One choice a scenario can name: `{ kind, ...options }`. Registries are arrays of kinds; the schema, the
 * reference page, `hearsay list` and the laws all derive from them.
 */
export interface Kind<Options, Context, Product> {
  /** The name in a scenario, unique in its registry. */
  readonly kind: string;
  /** One line for `hearsay list` and the reference page. */
  readonly summary: string;
  /** The options beside `kind`; a strict object whose members all carry `.describe(…)`. */
  readonly options: z.ZodType<Options>;
  /** Options that the laws examine the kind by, where defaults alone will not do. */
  readonly examples?: readonly Readonly<Record<string, unknown>>[];
  /** Builds the product from checked options; throws ScenarioError where they do not fit the context. */
  build(options: Options, context: Context): Product;
}

/** A kind whose options are forgotten: what a registry holds. */
// biome-ignore lint/suspicious/noExplicitAny: a registry holds kinds of every option type.
export type AnyKind<Context, Product> = Kind<any, Context, Product>;
