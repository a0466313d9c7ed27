// Plain averaging: how far the vectors are from the mean they started with, and from each other.
import { z } from "zod";
import { maxDifference, maximum, meanOf } from "../math/vectors.ts";
import { type MetricKind, rowsOf } from "./metric.ts";

/**
 * `values_consensus` = max_n ‖x_n − x̄‖_∞ and `mean_error` = ‖x̄ − x̄⁰‖_∞, where x̄⁰ is the mean of the
 * world's own values. Per agent: `disagreement`.
 */
export const averagingMetric: MetricKind = {
  kind: "averaging",
  summary: "plain averaging: disagreement, and drift of the mean",
  options: z.strictObject({}),
  build: (_, { shares }) => {
    const start = meanOf(shares.flatMap((share) => ("values" in share ? [share.values] : [])));
    return {
      columns: ["values_consensus", "mean_error"],
      measure(views) {
        const values = rowsOf(views, "values");
        if (values === undefined) return { row: {} };
        const mean = meanOf(values);
        const disagreement = Float64Array.from(values, (row) => maxDifference(row, mean));
        return {
          row: {
            values_consensus: maximum(disagreement),
            mean_error: maxDifference(mean, start),
          },
          agents: { disagreement },
        };
      },
    };
  },
};
