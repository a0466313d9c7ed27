// Baseline: one learner that is given the mean reward. What federation is measured against.
import { ScenarioError } from "../error.ts";
import type { Algorithm, AlgorithmKind } from "./algorithm.ts";
import { independent } from "./independent.ts";
import {
  modelsOf,
  type NpgOptions,
  npgExamples,
  npgOptions,
  policyGain,
} from "./natural-policy-gradient.ts";

/**
 * Natural policy gradient on the MDP with the mean reward: `independent` with a single agent that owns the
 * mean task.
 */
export const centralisedNpgKind: AlgorithmKind = {
  kind: "centralised-npg",
  summary: "baseline: one learner on the mean reward of all agents",
  options: npgOptions,
  examples: npgExamples,
  build(options: NpgOptions, { world }) {
    const [first] = modelsOf(world, "centralised-npg");
    if (world.meanTask === undefined) {
      const isWithheld = world.shares.some((share) => "withheld" in share);
      const allowed = isWithheld
        ? "it needs the data of all agents"
        : "it needs agents that share one kernel";
      throw new ScenarioError("algorithm.kind", "centralised-npg", allowed);
    }
    policyGain(options, first!.discount);
    const learner = { model: world.meanTask };
    const alone = independent(options) as unknown as Algorithm;
    return { ...alone, name: "centralised-npg", temperature: options.temperature, learners: [learner] };
  },
};
