// A plug-in with a metric: how random the agents' policies still are.
import { type MetricKind, policyFromLog } from "hearsay";
import { z } from "zod";

/**
 * `policy_entropy` = mean over agents and states of −Σ_a π(a|s) log π(a|s), in nats, from 0 to log A. Per
 * agent: `entropy`, its mean over the states. Empty cells where agents have no tabular policy.
 */
const policyEntropyKind: MetricKind = {
  kind: "policy-entropy",
  summary: "mean entropy of the agents' policies, in nats",
  options: z.strictObject({}),
  build: (_, { shares: [share] }) => ({
    columns: ["policy_entropy"],
    measure(views) {
      if (share === undefined || !("model" in share)) return { row: {} };
      const { states } = share.model.kernel;
      const entropy = new Float64Array(views.length);
      for (const [agent, { logPolicy }] of views.entries()) {
        if (logPolicy === undefined) return { row: {} };
        entropy[agent] = entropyOf(logPolicy) / states;
      }
      const sum = entropy.reduce((total, value) => total + value, 0);
      return { row: { policy_entropy: sum / views.length }, agents: { entropy } };
    },
  }),
};

function entropyOf(logPolicy: Float64Array): number {
  const { log, probabilities } = policyFromLog(logPolicy);
  // 0 log 0 = 0
  return probabilities.reduce((sum, p, i) => (p > 0 ? sum - p * log[i]! : sum), 0);
}

export default { metrics: [policyEntropyKind] };
