// Whether the trackers follow the network's mean of what they track.
import { z } from "zod";
import { maxDifference, meanOf } from "../math/vectors.ts";
import { type MetricKind, rowsOf } from "./metric.ts";

/**
 * `tracking_error` = max_n ‖T_n − mean_m Q_m‖_∞ and `tracking_gap` = ‖mean T − mean Q‖_∞, both with the Q
 * the agents really used, noise included. The gap is conserved at rounding by column-stochastic mixing:
 * anything else is a loss.
 */
export const trackingMetric: MetricKind = {
  kind: "tracking",
  summary: "distance of the trackers, and of their mean, from the mean of the tracked values",
  options: z.strictObject({}),
  build: () => ({
    columns: ["tracking_error", "tracking_gap"],
    measure(views) {
      const trackers = rowsOf(views, "tracker");
      const tracked = rowsOf(views, "q");
      if (trackers === undefined || tracked === undefined) return { row: {} };
      const mean = meanOf(tracked);
      return {
        row: {
          tracking_error: trackers.reduce((worst, row) => Math.max(worst, maxDifference(row, mean)), 0),
          tracking_gap: maxDifference(meanOf(trackers), mean),
        },
      };
    },
  }),
};
