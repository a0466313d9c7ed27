// G(N, p): every pair is an edge with the same probability, on its own.
import { UndirectedGraph } from "graphology";
import erdosRenyiGenerator from "graphology-generators/random/erdos-renyi.js";
import type { AbstractGraph } from "graphology-types";
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { agentsOf, ceilingOfLogarithm, family } from "../family.ts";
import { fromGraph } from "../files/from-graph.ts";
import { firstConnected } from "./sampling.ts";

// One draw a pair: 5·10^7 for this many agents.
const maximumSize = 10_000;

/** The generator's types take it for an ES module; it is the function itself. */
const generate = erdosRenyiGenerator as unknown as (
  Graph: typeof UndirectedGraph,
  options: { order: number; probability: number; rng: () => number },
) => AbstractGraph;

/**
 * G(N, p), redrawn up to 100 times until connected. The default p = min(1, 2⌈log₂ N⌉/N) is about 2.9
 * times the threshold ln N/N of connectivity. P. Erdős, A. Rényi, On random graphs I (1959); E. N.
 * Gilbert (1959).
 */
export const erdosRenyi = family({
  kind: "erdos-renyi",
  summary: "every pair is an edge with the same probability",
  options: z.strictObject({
    probability: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("of each edge; 2⌈log₂ N⌉/N, at most 1, unless given"),
  }),
  build({ probability }, context) {
    const size = agentsOf(context);
    if (size > maximumSize)
      throw new ScenarioError("agents", size, `at most ${maximumSize} for this family`);
    const p = probability ?? Math.min(1, (2 * ceilingOfLogarithm(size)) / size);
    return firstConnected(context, "erdos-renyi", "choose a larger probability", (rng) =>
      fromGraph(
        generate(UndirectedGraph, { order: size, probability: p, rng: () => rng.next() }),
        "erdos-renyi",
      ),
    );
  },
});
