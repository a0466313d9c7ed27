// Robust: nobody moves an agent further than a radius.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import type { MissingContext, MissingKind, MissingRule } from "./missing.ts";
import { robustRule } from "./robust.ts";

/**
 * x_i ← x_i + Σ_j w_ij c(x_j − x_i), where c shortens an array to the Euclidean length `radius`; what is
 * missing adds nothing. The radius is that of the undirected edge, so that both ends move by opposite
 * amounts where W is symmetric and both have heard: the sum of honest agents is kept to rounding, among
 * themselves. (He, Karimireddy and Jaggi, arXiv 2202.01545, have a radius for every agent, which keeps no
 * sum.)
 */
export function clippingRule(radius: number): MissingRule {
  return robustRule(({ agent, message, present }, arrays) => {
    const mixed: Record<string, Float64Array> = {};
    for (const name in message) {
      const own = message[name]!;
      const out = (mixed[name] = arrays.copy(own));
      for (const other of present) {
        if (other.agent !== agent) pull(out, own, other.message[name]!, other.weight, radius);
      }
    }
    return mixed;
  });
}

/** out += w·c(x − own). */
function pull(out: Float64Array, own: Float64Array, x: Float64Array, weight: number, radius: number): void {
  let square = 0;
  for (let i = 0; i < own.length; i++) square += (x[i]! - own[i]!) * (x[i]! - own[i]!);
  const length = Math.sqrt(square);
  // Infinite and undefined distances move nobody.
  const scale = length <= radius ? weight : Number.isFinite(length) ? (weight * radius) / length : 0;
  if (scale > 0) for (let i = 0; i < own.length; i++) out[i] = out[i]! + scale * (x[i]! - own[i]!);
}

const options = z.strictObject({
  radius: z.number().gt(0).describe("the furthest that an edge pulls, before its weight"),
});

export const clipping: MissingKind = {
  kind: "clipping",
  summary: "robust: what a neighbour pulls is cut to a radius, alike at both ends: keeps the honest sum",
  options,
  examples: [{ radius: 1 }],
  build({ radius }: z.infer<typeof options>, { mixing }: MissingContext): MissingRule {
    requirePositive(mixing);
    return clippingRule(radius);
  },
};

/** @throws ScenarioError naming the first weight below 0: it would push where it should pull */
function requirePositive({ topology, row }: MissingContext["mixing"]): void {
  for (let n = 0; n < topology.size * topology.period; n++) {
    const agent = n % topology.size;
    const { agents, weights } = row(agent, Math.floor(n / topology.size));
    const at = weights.findIndex((weight, k) => weight < 0 && agents[k] !== agent);
    if (at < 0) continue;
    const found = `clipping with W[${agent}][${agents[at]}] = ${weights[at]}`;
    throw new ScenarioError("network.whenMissing", found, "weights of 0 and above between agents");
  }
}
