// The seeds of a study: which ones its runs draw from, and how they stand in a scenario.
import { ScenarioError } from "../../error.ts";
import type { Scenario } from "../scenario.ts";
import { isRecord } from "../yaml.ts";
import type { Rehearsed } from "./rehearsal.ts";
import type { Study } from "./study.ts";
import type { StudySeeds } from "./study-plan.ts";

/** The three kinds of seeds, in the order in which they vary: the last fastest. */
export const seedNames = ["graph", "world", "learning"] as const;

/** The seeds of each kind that a study repeats over; absent where the scenario's own is kept. */
export type SeedLists = Partial<Record<keyof StudySeeds, readonly number[]>>;

/** @throws ScenarioError where a list repeats a seed */
export function seedLists({ seeds = {} }: Pick<Study, "seeds">): SeedLists {
  const told = seedNames.filter((name) => seeds[name] !== undefined);
  return Object.fromEntries(told.map((name) => [name, listOf(seeds[name]!, `seeds.${name}`)]));
}

function listOf(seeds: number | readonly number[], place: string): readonly number[] {
  if (typeof seeds === "number") return Array.from({ length: seeds }, (_, k) => k + 1);
  seeds.forEach((seed, k) => {
    if (seeds.indexOf(seed) !== k)
      throw new ScenarioError(`${place}[${k}]`, seed, "seeds that differ from each other");
  });
  return seeds;
}

/** The seeds that a resolved scenario has by itself. */
export function ownSeeds({ seed, topology, environment }: Scenario): StudySeeds {
  return { graph: topology.seed ?? seed, world: environment.seed ?? seed, learning: seed };
}

/**
 * All combinations of the seeds that a run draws from, the others at their first: more would repeat it.
 */
export function seedsOf(
  lists: SeedLists,
  own: StudySeeds,
  draws: Rehearsed["draws"],
): readonly StudySeeds[] {
  return seedNames.reduce<readonly StudySeeds[]>(
    (all, name) => {
      const list = lists[name] ?? [own[name]];
      const used = draws[name] ? list : list.slice(0, 1);
      return all.flatMap((seeds) => used.map((seed) => ({ ...seeds, [name]: seed })));
    },
    [own],
  );
}

/** How many those are. */
export function seedCount(lists: SeedLists, draws: Rehearsed["draws"]): number {
  return seedNames.reduce((count, name) => count * (draws[name] ? (lists[name]?.length ?? 1) : 1), 1);
}

/** The seeds that tell runs of one combination apart. */
export function repeated(lists: SeedLists, seeds: StudySeeds): Partial<StudySeeds> {
  const names = seedNames.filter((name) => (lists[name]?.length ?? 1) > 1);
  return Object.fromEntries(names.map((name) => [name, seeds[name]]));
}

/**
 * The raw scenario with its seeds written out, so that none follows another: `seed` alone would also move
 * the graph and the world, which default to it.
 * @param resolved the same scenario resolved, for the seeds that it has by itself
 */
export function withSeeds(
  raw: Record<string, unknown>,
  resolved: Scenario,
  lists: SeedLists,
  { graph, world, learning }: StudySeeds,
): Record<string, unknown> {
  const seeded = (section: "topology" | "mixing" | "environment", seed: number | undefined) => {
    const choice = isRecord(raw[section]) ? raw[section] : {};
    return seed === undefined ? choice : { ...choice, seed };
  };
  return {
    ...raw,
    seed: learning,
    topology: seeded("topology", lists.graph === undefined ? resolved.topology.seed : graph),
    mixing: seeded("mixing", lists.graph === undefined ? resolved.mixing.seed : graph),
    environment: seeded("environment", lists.world === undefined ? resolved.environment.seed : world),
  };
}
