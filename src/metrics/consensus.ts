// How far the agents are from each other.
import { z } from "zod";
import { shapeOf } from "../environments/withheld.ts";
import { maxDifference, maximum } from "../math/vectors.ts";
import { meanPolicy } from "./mean-policy.ts";
import { type MetricKind, rowsOf } from "./metric.ts";

/** `policy_consensus` = max_n ‖log π_n − log π̄‖_∞. Per agent: `disagreement`, that norm. */
export const consensusMetric: MetricKind = {
  kind: "consensus",
  summary: "largest distance of an agent's log-policy from the mean policy's",
  options: z.strictObject({}),
  build: (_, { shares }) => ({
    columns: ["policy_consensus"],
    measure(views) {
      const logs = rowsOf(views, "logPolicy");
      const [share] = shares;
      const shape = share && shapeOf(share);
      if (logs === undefined || shape === undefined) return { row: {} };
      const mean = meanPolicy(logs, shape.actions);
      const disagreement = Float64Array.from(logs, (log) => maxDifference(log, mean.log));
      return { row: { policy_consensus: maximum(disagreement) }, agents: { disagreement } };
    },
  }),
};
