// The dial of the gap: sigma = 1 − g with degree and diameter held fixed. T. Vogels, H. Hendrikx, M. Jaggi,
// Beyond spectral gap: the role of the topology in decentralized learning (2022).
import { z } from "zod";
import { fromRows, requireStorable } from "../weights.ts";
import { rule } from "./rule.ts";
import { uniform } from "./uniform.ts";

/** W = g J + (1 − g) I with J = 11ᵀ/N, so that every eigenvalue but the first is 1 − g. */
export const mixTopology = rule({
  kind: "mix-topology",
  summary: "W = g 11ᵀ/N + (1 − g) I: sigma is exactly 1 − g; every pair linked",
  stochasticity: "symmetric",
  graphs: "complete",
  options: {
    gap: z.number().gt(0).max(1).describe("g = 1 − sigma, above 0 up to 1; 1 is the rule uniform"),
  },
  examples: [{ gap: 0.3 }, { gap: 1 }],
  weigh: ({ gap }, context) => {
    if (gap === 1) return uniform.build({}, context);
    const { topology } = context;
    const { size } = topology;
    requireStorable(size * size);
    const agents = Int32Array.from({ length: size }, (_, agent) => agent);
    const others = new Float64Array(size - 1).fill(gap / size).reduce((sum, weight) => sum + weight, 0);
    const weightsFor = (agent: number) =>
      new Float64Array(size).fill(gap / size).fill(1 - others, agent, agent + 1);
    return fromRows(topology, (agent) => ({ agents, weights: weightsFor(agent) }), 1, true);
  },
});
