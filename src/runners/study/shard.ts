// Part i of n of a study's runs, for clusters that start the same command n times.
import { ScenarioError } from "../../error.ts";
import type { PlannedRun } from "../../scenario/study/study-plan.ts";

/** Every `of`-th run of a plan, from the `part`-th; 1 ≤ part ≤ of. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

/** Reads "2/5". @throws ScenarioError */
export function shardOf(text: string): Shard {
  const [, part, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(text)?.map(Number) ?? [];
  if (part !== undefined && of !== undefined && part >= 1 && part <= of) return { part, of };
  throw new ScenarioError("--shard", text, "write i/n, as in 2/5: part i of n, 1 ≤ i ≤ n");
}

/** The runs of a shard; all where there is none. */
export function runsOf(runs: readonly PlannedRun[], shard?: Shard): readonly PlannedRun[] {
  if (shard === undefined) return runs;
  return runs.filter(({ index }) => index % shard.of === shard.part - 1);
}
