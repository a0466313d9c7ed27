// What agents with linear values hold: z_k = B_k ω_k, or weights of their own.
import { combine } from "../math/orthonormal.ts";
import type { Message } from "../mixing/mixing.ts";
import { rowsOf } from "./metric.ts";

/** The agents' rank r: the length of their heads; undefined unless all have one. */
export function rankOf(views: readonly Message[]): number | undefined {
  return rowsOf(views, "head")?.[0]?.length || undefined;
}

/** z_k of every agent, d numbers: its `weights`, else B_k ω_k; undefined unless all have one of them. */
export function coefficientsIn(views: readonly Message[]): readonly Float64Array[] | undefined {
  const weights = rowsOf(views, "weights");
  if (weights !== undefined) return weights;
  const [bases, heads] = [rowsOf(views, "basis"), rowsOf(views, "head")];
  if (bases === undefined || heads === undefined) return undefined;
  return bases.map((basis, k) =>
    combine(basis, heads[k], new Float64Array(basis.length / heads[k].length)),
  );
}

/** ‖x − y‖². */
export function squaredDistance(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return sum;
}

/** The arithmetic mean, summed in order. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
