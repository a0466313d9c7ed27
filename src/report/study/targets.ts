// Which of the stated gaps a figure asks about.
import { gapName } from "../../runners/study/run-row.ts";
import { numberIn, type StudyRecord } from "./study.ts";

/** A stated gap with its columns. */
export interface Target {
  readonly name: string;
  readonly gap: number;
  readonly rounds: string;
  readonly bytes: string;
  /** How many runs reached it, of how many that have a gap. */
  readonly reached: number;
  readonly of: number;
}

/**
 * The smallest gap that at least two thirds of the runs reached, else the one that most did; undefined where
 * no run reached any.
 */
export function targetOf({ plan, runs }: StudyRecord): Target | undefined {
  const of = runs.filter((run) => numberIn(run, "final_gap") !== undefined).length;
  const targets = plan.gaps.map((gap) => {
    const name = gapName(gap);
    const [rounds, bytes] = [`rounds_to_${name}`, `bytes_to_${name}`];
    const reached = runs.filter((run) => numberIn(run, rounds) !== undefined).length;
    return { name, gap, rounds, bytes, reached, of };
  });
  const most = targets.reduce((best, { reached }) => Math.max(best, reached), 0);
  if (most === 0) return undefined;
  return (
    targets.findLast(({ reached }) => 3 * reached >= 2 * of) ?? targets.find((t) => t.reached === most)
  );
}
