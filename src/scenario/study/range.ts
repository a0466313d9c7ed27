// The values of an axis: a list as it stands, or points of a range as decimals that read well.
import { exp } from "../../math/exponential.ts";
import { log } from "../../math/logarithm.ts";

/** A range of `count` ≥ 2 points from `from` to `to`, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** What an axis may be given: values one by one, or a range in equal steps or in equal ratios. */
export type AxisValues =
  | readonly unknown[]
  | { readonly linspace?: Range | undefined; readonly logspace?: Range | undefined };

/** How close to its exact place a point of a range lies, in distances between points. */
const closeness = 1e-5;

/** The values in their order. */
export function valuesOf(values: AxisValues): readonly unknown[] {
  if (!("linspace" in values) && !("logspace" in values)) return values as readonly unknown[];
  const { linspace, logspace } = values;
  return linspace === undefined ? ratioSteps(logspace!) : equalSteps(linspace);
}

function equalSteps({ from, to, count }: Range): number[] {
  return points({ from, to, count }, (share) => from + share * (to - from));
}

function ratioSteps({ from, to, count }: Range): number[] {
  const growth = log(to) - log(from);
  return points({ from, to, count }, (share) => from * exp(share * growth));
}

/**
 * Both ends as given; between them the shortest decimals within 1e-5 of the distance to the point
 * before, so that a table says 0.01 and 0.00177828 and not 0.010000000000000002 and 0.0017782794100389228.
 */
function points({ from, to, count }: Range, at: (share: number) => number): number[] {
  const exact = Array.from({ length: count }, (_, k) => at(k / (count - 1)));
  return exact.map((point, k) => {
    if (k === 0) return from;
    return k === count - 1 ? to : shortest(point, Math.abs(point - exact[k - 1]!) * closeness);
  });
}

/** The shortest decimal within `tolerance` of `x`. */
function shortest(x: number, tolerance: number): number {
  for (let digits = 1; digits < 17; digits++) {
    const decimal = Number(x.toPrecision(digits));
    if (Math.abs(decimal - x) <= tolerance) return decimal;
  }
  return x;
}
