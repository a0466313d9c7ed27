// Dynamic average consensus: follow the network's mean of a signal that each agent sees only its part of.
import type { Arrays } from "../math/arrays.ts";
import { type Asking, mix } from "./algorithm.ts";

/**
 * One step of gradient tracking, T ← W(T + X' − X). If the trackers start at the tracked values and W is
 * column stochastic, mean T = mean X at every round (arXiv 2311.00201, Algorithm 1, line 6).
 */
export function track(
  arrays: Arrays,
  tracker: Float64Array,
  next: Float64Array,
  previous: Float64Array,
): Asking<Float64Array> {
  const moved = arrays.take(tracker.length);
  for (let i = 0; i < moved.length; i++) moved[i] = tracker[i]! + (next[i]! - previous[i]!);
  return mix({ tracker: moved }, trackerOf);
}

function trackerOf({ tracker }: { readonly tracker: Float64Array }): Float64Array {
  return tracker;
}
