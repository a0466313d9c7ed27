// Robust: one whole message is chosen, the one most like the others.
import { z } from "zod";
import type { Message } from "../mixing.ts";
import type { MissingKind, MissingRule } from "./missing.ts";
import { robustRule } from "./robust.ts";

/**
 * Of the n messages that are here, the agent's own among them, the reply is the one whose n − f − 2 nearest
 * others (at least 1) are nearest, in summed squares over all its names; of equals, that of the lowest
 * agent. The names of a message stay together. (Blanchard et al., arXiv 1703.02757.) The mean is not kept.
 */
export function krumRule(faulty: number): MissingRule {
  return robustRule(({ message, present }, arrays) => {
    const messages = present.map((one) => one.message);
    const chosen = messages[mostCentral(messages, faulty)]!;
    return Object.fromEntries(Object.keys(message).map((name) => [name, arrays.copy(chosen[name]!)]));
  });
}

function mostCentral(messages: readonly Message[], faulty: number): number {
  const nearest = Math.max(1, messages.length - faulty - 2);
  const scores = messages.map((one, k) => {
    const distances = messages.flatMap((other, n) => (n === k ? [] : [squaredDistance(one, other)]));
    return distances
      .sort((a, b) => a - b)
      .slice(0, nearest)
      .reduce((sum, distance) => sum + distance, 0);
  });
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! < scores[best]!) best = k;
  return best;
}

/** Distances that are no numbers are the largest of all. */
function squaredDistance(a: Message, b: Message): number {
  let sum = 0;
  for (const name in a) {
    const [x, y] = [a[name]!, b[name]!];
    for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) * (x[i]! - y[i]!);
  }
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}

const options = z.strictObject({
  faulty: z.int().min(1).describe("f, how many neighbours of an agent may lie"),
});

export const krum: MissingKind = {
  kind: "krum",
  summary: "robust: takes over the one message that is most like the others; changes the bits always",
  options,
  examples: [{ faulty: 1 }],
  build: ({ faulty }: z.infer<typeof options>) => krumRule(faulty),
};
