// The coefficients that the agents' values should have.
import type { Message } from "../mixing/mixing.ts";
import type { MetricContext } from "./metric.ts";

/** z_k of every agent; undefined where nothing is known about them. */
export type TrueCoefficients = (views: readonly Message[]) => readonly Float64Array[] | undefined;

/** The truth of a world for prediction. */
export function trueCoefficients({ world }: MetricContext): TrueCoefficients {
  return () => world.subspace?.prediction?.coefficients;
}
