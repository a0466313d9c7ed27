// What is wrong with one combination of a study, told with the combination.
import { ScenarioError } from "../../error.ts";
import { canonicalJson } from "../digest.ts";
import { isRecord } from "../yaml.ts";
import type { Point } from "./axes.ts";
import type { StudySeeds } from "./study-plan.ts";

/** Which combination it is. */
export interface Place {
  readonly point: Point;
  /** The seeds that tell it from others of the same point. */
  readonly seeds?: Partial<StudySeeds>;
}

/**
 * Does `work` on a combination.
 * @throws ScenarioError whose place begins with the combination, where `work` throws one
 */
export function atPoint<T>({ point, seeds = {} }: Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const names = mapping({ ...point.cells, ...prefixed(seeds) });
    if (!(error instanceof ScenarioError) || names === "") throw error;
    throw new ScenarioError(`${names}: ${error.place}`, error.value, error.allowed);
  }
}

/**
 * The same where the values are sound and only their combination may not be.
 * @throws ScenarioError that also says how to leave the combination out
 */
export function atCombination<T>(place: Place, work: () => T): T {
  return atPoint(place, () => {
    try {
      return work();
    } catch (error) {
      const entry = mapping(Object.fromEntries(Object.entries(place.point.values).map(short)));
      if (!(error instanceof ScenarioError) || entry === "") throw error;
      const allowed = `${error.allowed}; or leave the combination out by except: [${entry}]`;
      throw new ScenarioError(error.place, error.value, allowed);
    }
  });
}

/** "{ topology.kind: ring, agents: 16 }"; empty without entries. */
export function mapping(entries: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(entries).map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : canonicalJson(value)}`,
  );
  return words.length === 0 ? "" : `{ ${words.join(", ")} }`;
}

function prefixed(seeds: Partial<StudySeeds>): Record<string, number> {
  return Object.fromEntries(Object.entries(seeds).map(([name, seed]) => [`${name} seed`, seed]));
}

/** A section by its kind, which is enough to except it. */
function short([path, value]: readonly [string, unknown]): readonly [string, unknown] {
  return isRecord(value) && "kind" in value ? [`${path}.kind`, value.kind] : [path, value];
}
