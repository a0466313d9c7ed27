// The registry of metrics, in the order of their columns.
import { averagingMetric } from "./averaging.ts";
import { consensusMetric } from "./consensus.ts";
import { criticMetric } from "./critic.ts";
import { evaluationErrorMetric } from "./evaluation-error.ts";
import type { MetricKind } from "./metric.ts";
import { personalPolicyMetric } from "./personal-policy.ts";
import { subspaceMetric } from "./subspace.ts";
import { trackingMetric } from "./tracking.ts";
import { trialsMetric } from "./trials.ts";
import { valueMetric } from "./value.ts";

export const metricKinds: readonly MetricKind[] = [
  valueMetric,
  consensusMetric,
  trackingMetric,
  evaluationErrorMetric,
  averagingMetric,
  subspaceMetric,
  criticMetric,
  personalPolicyMetric,
  trialsMetric,
];
