// Plain gossip: x ← W x. The measure of a mixing matrix, and the smallest complete algorithm.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { type Algorithm, type AlgorithmKind, mix, type State } from "./algorithm.ts";

interface AveragingState extends State {
  readonly values: Float64Array;
}

/** Every agent starts from its own vector; the disagreement shrinks by sigma per exchange. */
export const averaging: Algorithm<AveragingState, { values: Float64Array }> = {
  name: "averaging",
  shares: ["values"],
  deterministic: true,
  // biome-ignore lint/correctness/useYield: round 0 only states what the agent holds.
  *init({ values, arrays }) {
    return { values: arrays.copy(values) };
  },
  *round({ values }) {
    return yield* mix({ values });
  },
  view: ({ values }) => ({ values }),
};

export const averagingKind: AlgorithmKind = {
  kind: "averaging",
  summary: "plain gossip: every agent's vector moves to the network's mean",
  options: z.strictObject({}),
  build(_, { world }) {
    if (!world.shares.every((share) => "values" in share)) {
      throw new ScenarioError("environment.kind", "a world of models", "averaging needs `kind: values`");
    }
    return averaging as unknown as Algorithm;
  },
};
