// Robust: the middle of what is heard, entry by entry.
import { z } from "zod";
import type { MissingKind } from "./missing.ts";
import { robustRule } from "./robust.ts";

/**
 * Entry by entry the median of the agent's own part and what has come, all counting the same: of an even
 * number the mean of the two in the middle. Fewer than half of them can say what they like. W's weights
 * play no part, and the mean is not kept (Yin et al., arXiv 1803.01498).
 */
export const medianRule = robustRule(({ message, present }, arrays) => {
  const mixed: Record<string, Float64Array> = {};
  const entry = new Float64Array(present.length);
  for (const name in message) {
    const out = (mixed[name] = arrays.take(message[name]!.length));
    const rows = present.map((one) => one.message[name]!);
    for (let i = 0; i < out.length; i++) {
      for (let k = 0; k < rows.length; k++) entry[k] = rows[k]![i]!;
      out[i] = middle(entry.sort());
    }
  }
  return mixed;
});

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

export const median: MissingKind = {
  kind: "median",
  summary: "robust: the median of own and heard, entry by entry; changes the bits without loss too",
  options: z.strictObject({}),
  build: () => medianRule,
};
