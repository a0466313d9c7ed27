// `except`: the combinations that a study leaves out.
import { ScenarioError } from "../../error.ts";
import { canonicalJson } from "../digest.ts";
import { isRecord } from "../yaml.ts";

/** Values by their paths; a combination that has all of them is left out. */
export type Exception = Readonly<Record<string, unknown>>;

/**
 * The drafts that no exception matches.
 * @throws ScenarioError where one of them matches nothing, or all of them together leave nothing
 */
export function without<D extends { readonly raw: Record<string, unknown> }>(
  drafts: readonly D[],
  exceptions: readonly Exception[],
): readonly D[] {
  const wanted = exceptions.map((exception) =>
    Object.entries(exception).map(([path, value]) => [path.split("."), canonicalJson(value)] as const),
  );
  const matched = new Set<number>();
  const kept = drafts.filter(({ raw }) => {
    const matching = wanted.flatMap((entries, k) =>
      entries.every(([path, text]) => canonicalJson(valueAt(raw, path)) === text) ? [k] : [],
    );
    for (const k of matching) matched.add(k);
    return matching.length === 0;
  });
  exceptions.forEach((exception, k) => {
    if (!matched.has(k))
      throw new ScenarioError(
        `except[${k}]`,
        exception,
        "paths and values that a combination has: it has none",
      );
  });
  if (kept.length === 0) throw new ScenarioError("except", exceptions, "combinations must remain");
  return kept;
}

/** The member at a path; null where there is none. */
function valueAt(raw: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (isRecord(inner) && Object.hasOwn(inner, name) ? inner[name] : null),
    raw,
  );
}
