// How far the Q an agent used is from the exact one of its policy.
import { z } from "zod";
import { evaluatePolicies } from "../environments/policy-evaluation.ts";
import { maxDifference } from "../math/vectors.ts";
import { policyFromLog } from "../policies/tabular-softmax.ts";
import { type MetricKind, rowsOf } from "./metric.ts";

/**
 * `evaluation_error` = max_n ‖q_n − Q_n^{π_n}‖_∞: rounding where evaluation is exact, else the noise that
 * was drawn.
 */
export const evaluationErrorMetric: MetricKind = {
  kind: "evaluation-error",
  summary: "largest error of an agent's evaluated Q",
  options: z.strictObject({}),
  build: (_, { shares, temperature }) => ({
    columns: ["evaluation_error"],
    measure(views) {
      const used = rowsOf(views, "q");
      const logs = rowsOf(views, "logPolicy");
      const models = shares.flatMap((share) => ("model" in share ? [share.model] : []));
      if (used === undefined || logs === undefined || models.length !== used.length) return { row: {} };
      const exact = used.map((q) => new Float64Array(q.length));
      const requests = models.map((model, n) => ({
        model,
        policy: policyFromLog(logs[n]!),
        temperature,
      }));
      evaluatePolicies(requests, exact);
      const error = used.reduce((worst, q, n) => Math.max(worst, maxDifference(q, exact[n]!)), 0);
      return { row: { evaluation_error: error } };
    },
  }),
};
