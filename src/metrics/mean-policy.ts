// π̄, the policy the theorems of arXiv 2311.00201 speak of: the normalised geometric mean of the agents'
// policies.
import type { PolicyTable } from "../environments/environment.ts";
import { meanOf } from "../math/vectors.ts";
import { policyFromLogits } from "../policies/tabular-softmax.ts";

/** log π̄ ∝ (1/N) Σ_n log π_n. */
export function meanPolicy(logPolicies: readonly Float64Array[], actions: number): PolicyTable {
  return policyFromLogits(meanOf(logPolicies), actions);
}
