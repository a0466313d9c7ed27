// Everything a scenario can name, and how a plug-in adds to it.
import { distance } from "fastest-levenshtein";
import type { AlgorithmKind } from "../algorithms/algorithm.ts";
import { algorithmKinds } from "../algorithms/algorithms.ts";
import type { WorldKind } from "../environments/environment.ts";
import { worldKinds } from "../environments/worlds.ts";
import { ScenarioError } from "../error.ts";
import type { MetricKind } from "../metrics/metric.ts";
import { metricKinds } from "../metrics/metrics.ts";
import type { MissingKind } from "../mixing/missing/missing.ts";
import { missingKinds } from "../mixing/missing.ts";
import type { MixingRule } from "../mixing/mixing.ts";
import { mixingRules } from "../mixing/rules.ts";
import type { ComputingKind } from "../network/computing.ts";
import { computingKinds } from "../network/computings.ts";
import type { LieKind } from "../network/lie.ts";
import { lieKinds } from "../network/lies.ts";
import { type LinkKind, places as linkPlaces } from "../network/link.ts";
import { linkKinds } from "../network/links.ts";
import { topologyFamilies } from "../topology/families.ts";
import type { OutageKind } from "../topology/outage.ts";
import { outageKinds } from "../topology/outages.ts";
import type { TopologyFamily } from "../topology/topology.ts";

/** The kinds of everything that a scenario chooses, and the metrics that are measured. */
export interface Registry {
  readonly topologies: readonly TopologyFamily[];
  readonly mixings: readonly MixingRule[];
  readonly environments: readonly WorldKind[];
  readonly algorithms: readonly AlgorithmKind[];
  readonly metrics: readonly MetricKind[];
  readonly missingRules: readonly MissingKind[];
  readonly lies: readonly LieKind[];
  readonly outages: readonly OutageKind[];
  readonly links: readonly LinkKind[];
  readonly computings: readonly ComputingKind[];
}

/** What a plug-in module exports by default: any of the registry's lists. */
export type Plugin = Partial<Registry>;

/** The kinds that come with Hearsay. */
export const builtIn: Registry = {
  topologies: topologyFamilies,
  mixings: mixingRules,
  environments: worldKinds,
  algorithms: algorithmKinds,
  metrics: metricKinds,
  missingRules: missingKinds,
  lies: lieKinds,
  outages: outageKinds,
  links: linkKinds,
  computings: computingKinds,
};

const sections = Object.keys(builtIn) as readonly (keyof Registry)[];

/**
 * The registry with a plug-in's kinds added.
 * @throws ScenarioError where the plug-in is no record of lists of kinds, or a kind is taken
 */
export function extend(registry: Registry, plugin: unknown, place: string): Registry {
  if (typeof plugin !== "object" || plugin === null || Array.isArray(plugin)) {
    const found = plugin === undefined ? "no default export" : plugin;
    throw new ScenarioError(
      place,
      found,
      `a plug-in exports by default a record of ${sections.join(", ")}`,
    );
  }
  const extended = { ...registry } as Record<keyof Registry, readonly KindLike[]>;
  for (const [section, kinds] of Object.entries(plugin)) {
    if (!isSection(section)) throw new ScenarioError(place, section, nearest(section, sections));
    if (!Array.isArray(kinds))
      throw new ScenarioError(`${place}: ${section}`, kinds, "it must be a list of kinds");
    for (const kind of kinds)
      extended[section] = [...extended[section], checkedKind(kind, extended[section], section, place)];
  }
  return extended as unknown as Registry;
}

interface KindLike {
  readonly kind: string;
}

function isSection(name: string): name is keyof Registry {
  return (sections as readonly string[]).includes(name);
}

function checkedKind(
  kind: unknown,
  known: readonly KindLike[],
  section: keyof Registry,
  place: string,
): KindLike {
  const { kind: name, options, build, places } = (kind ?? {}) as Record<string, unknown>;
  const readsOptions = typeof (options as { safeParse?: unknown } | undefined)?.safeParse === "function";
  if (typeof name !== "string" || typeof build !== "function" || !readsOptions) {
    const allowed = "a kind has a name `kind`, a zod schema `options` and a function `build`";
    throw new ScenarioError(place, name ?? kind ?? "no kind", allowed);
  }
  if (section === "links" && !Array.isArray(places))
    throw new ScenarioError(
      place,
      name,
      `a kind of link has a list \`places\` of ${linkPlaces.join(", ")}`,
    );
  if (known.some((other) => other.kind === name))
    throw new ScenarioError(place, name, "a kind of this name exists; give it another");
  return kind as KindLike;
}

/**
 * The entry called `name`.
 * @throws ScenarioError with the nearest valid names
 */
export function find<K extends KindLike>(kinds: readonly K[], name: unknown, place: string): K {
  const found = kinds.find(({ kind }) => kind === name);
  if (found !== undefined) return found;
  throw new ScenarioError(
    place,
    name,
    nearest(
      typeof name === "string" ? name : "",
      kinds.map(({ kind }) => kind),
    ),
  );
}

/** "did you mean …?" with the nearest names first, then all. */
export function nearest(name: string, names: readonly string[]): string {
  const sorted = [...names].sort((a, b) => distance(name, a) - distance(name, b));
  const close = sorted.filter((other) => distance(name, other) <= Math.max(2, name.length / 3)).slice(0, 3);
  const all = `allowed: ${names.join(", ")}`;
  return close.length > 0 ? `did you mean ${close.join(" or ")}? ${all}` : all;
}
