// From the timings of a few runs to the time and the space of all.
import type { RunSize } from "../../scenario/study/plan-study.ts";
import type { Timing } from "./calibration.ts";

/** What a study is expected to take. */
export interface Estimate {
  /** Seconds on so many workers, were all rounds of all runs carried out. */
  readonly seconds: number;
  /** Bytes of all run folders. */
  readonly bytes: number;
}

/**
 * Sums over all runs what the timed run nearest in effort took, in proportion to effort (time, results) and
 * to agents (rows). All workers are busy until the end, but no run is faster than one worker.
 */
export function estimateOf(
  sizes: readonly RunSize[],
  timings: readonly Timing[],
  workers: number,
): Estimate {
  const all = sizes.map((size) => ofRun(size, nearest(size, timings)));
  const total = all.reduce((sum, { seconds }) => sum + seconds, 0);
  const longest = all.reduce((most, { seconds }) => Math.max(most, seconds), 0);
  const bytes = all.reduce((sum, run) => sum + run.bytes, 0);
  return { seconds: Math.max(longest, total / workers), bytes };
}

function nearest({ effort }: RunSize, timings: readonly Timing[]): Timing {
  const distance = (timing: Timing) => Math.max(timing.effort / effort, effort / timing.effort);
  return timings.reduce((best, other) => (distance(other) < distance(best) ? other : best));
}

function ofRun({ agents, rounds, rows, effort }: RunSize, timing: Timing): Estimate {
  const scale = effort / timing.effort;
  return {
    seconds: timing.setup + scale * (rounds * timing.round + rows * timing.row),
    bytes: rows * timing.rowBytes * (agents / timing.agents) + scale * timing.ownBytes,
  };
}
