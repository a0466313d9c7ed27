// Robust: the extremes of what is heard are left out, entry by entry.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import type { Arrays } from "../../math/arrays.ts";
import type { AgentId } from "../../topology/topology.ts";
import type { Message, Mixing } from "../mixing.ts";
import type { MissingContext, MissingKind, MissingRule } from "./missing.ts";
import type { Present } from "./present.ts";
import { type Assembly, robustRule } from "./robust.ts";

/**
 * Entry by entry the `trim` largest and the `trim` smallest of what has come are left out, ties by agent
 * id, and their weights go to the agent's own part, as do those of what is missing: x_i ← Σ w_ij x_j over
 * who is left. An agent that hears 2·trim or fewer keeps its own. Rows sum to 1, columns do not (Yang and
 * Bajwa's BRIDGE-T, arXiv 1908.08098, with W's weights).
 */
export function trimmedMeanRule(trim: number): MissingRule {
  return robustRule((assembly, arrays) => trimmed(assembly, trim, arrays));
}

function trimmed({ agent, message, present }: Assembly, trim: number, arrays: Arrays): Message {
  const others = present.flatMap((one, at) => (one.agent === agent ? [] : [at]));
  const mixed: Record<string, Float64Array> = {};
  for (const name in message) {
    const out = (mixed[name] = arrays.take(message[name]!.length));
    const rows = present.map((one) => one.message[name]!);
    for (let i = 0; i < out.length; i++) {
      const order = others.sort((a, b) => rows[a]![i]! - rows[b]![i]! || a - b);
      const kept = new Set(order.slice(trim, Math.max(trim, order.length - trim)));
      out[i] = weighed(present, rows, kept, agent, message[name]!, i);
    }
  }
  return mixed;
}

/** Σ w·x over the agent and who is kept, ascending; the agent's weight is what they leave of 1. */
function weighed(
  present: readonly Present[],
  rows: readonly Float64Array[],
  kept: ReadonlySet<number>,
  agent: AgentId,
  own: Float64Array,
  i: number,
): number {
  let theirs = 0;
  for (const at of kept) theirs += present[at]!.weight;
  let sum = 0;
  for (let k = 0; k < present.length; k++) {
    if (present[k]!.agent === agent) sum += (1 - theirs) * own[i]!;
    else if (kept.has(k)) sum += present[k]!.weight * rows[k]![i]!;
  }
  return sum;
}

const options = z.strictObject({
  trim: z.int().min(1).describe("how many of the largest and of the smallest are left out"),
});

export const trimmedMean: MissingKind = {
  kind: "trimmed-mean",
  summary: "robust: extremes of what is heard count as one's own, entry by entry; changes the bits always",
  options,
  examples: [{ trim: 1 }],
  build({ trim }: z.infer<typeof options>, { mixing }: MissingContext) {
    requireSomebodyLeft(mixing, trim);
    return trimmedMeanRule(trim);
  },
};

/** @throws ScenarioError where so many are left out that every agent keeps its own part for ever */
function requireSomebodyLeft({ topology }: Mixing, trim: number): void {
  const { whole = topology } = topology;
  let most = 0;
  let hearer = 0;
  for (let step = 0; step < whole.period; step++) {
    for (let agent = 0; agent < whole.size; agent++) {
      const { length } = whole.hears(agent, step);
      if (length > most) [most, hearer] = [length, agent];
    }
  }
  if (most > 2 * trim) return;
  const allowedTrim = Math.floor((most - 1) / 2);
  const heard = `agent ${hearer} hears most, ${most}, and who hears 2·trim or fewer keeps its own`;
  const allowed = allowedTrim < 1 ? `another rule: ${heard}` : `at most ${allowedTrim}: ${heard}`;
  throw new ScenarioError("network.whenMissing.trim", trim, allowed);
}
