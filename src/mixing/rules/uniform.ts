// The server: every agent gets the mean of all.
import { fromRows } from "../weights.ts";
import { rule } from "./rule.ts";

/** W = 11ᵀ/N. Every row is the same object: O(N) memory, and a runner may average it once. */
export const uniform = rule({
  kind: "uniform",
  summary: "W = 11ᵀ/N, what a server does: the exact mean in one exchange; every pair linked",
  stochasticity: "symmetric",
  graphs: "complete",
  options: {},
  weigh: (_, { topology }) => {
    const { size } = topology;
    const row = {
      agents: Int32Array.from({ length: size }, (_, agent) => agent),
      weights: new Float64Array(size).fill(1 / size),
    };
    return fromRows(topology, () => row, 1, true);
  },
});
