// Slopes on log-log axes, and what is said of them.
import { exp } from "../../math/exponential.ts";
import { log } from "../../math/logarithm.ts";
import { type Line, leastSquares, meansByX, type Sample } from "../../math/regression.ts";
import { formatNumber } from "../number.ts";
import { leastOf, mostOf } from "./marks.ts";

/** A power law y ≈ c·x^slope fitted to runs. */
export interface PowerLaw {
  readonly line: Line;
  readonly runs: number;
  /** The ends of the fitted line, to draw it. */
  readonly ends: readonly [Sample, Sample];
}

/**
 * The power law through positive samples: a line of ordinary least squares through the logarithms, one point
 * for each distinct x, so that repeats by seed do not pass for more evidence. Undefined for fewer than three
 * x or less than a factor 2 between them.
 */
export function powerLawOf(samples: readonly Sample[]): PowerLaw | undefined {
  const positive = samples.filter(({ x, y }) => x > 0 && y > 0);
  const points = meansByX(positive.map(({ x, y }) => ({ x: log(x), y: log(y) })));
  const line = points.length < 3 ? null : leastSquares(points);
  const xs = positive.map(({ x }) => x);
  const [first, last] = [leastOf(xs), mostOf(xs)];
  if (line === null || last < 2 * first) return undefined;
  const at = (x: number) => ({ x, y: exp(line.intercept + line.slope * log(x)) });
  return { line, runs: positive.length, ends: [at(first), at(last)] };
}

/** A slope and its 95 % interval: "−0.98 [−1.03, −0.93]". */
export function slopeText({ line: { slope, low, high } }: PowerLaw): string {
  return `${formatSlope(slope)} [${formatSlope(low!)}, ${formatSlope(high!)}]`;
}

/** Slopes are shown to this. */
const shownTo = 0.005;

/** A slope with two digits behind the point. */
export function formatSlope(slope: number): string {
  return Math.abs(slope) < shownTo ? "0.00" : slope.toFixed(2).replace("-", "−");
}

/** Whether it is the same everywhere, up to rounding. */
export function isLevel({ line: { low, high } }: PowerLaw): boolean {
  return Math.abs(low!) < 1e-9 && Math.abs(high!) < 1e-9;
}

/** Whether the interval leaves no doubt of whether it rises or falls. */
export function hasSign({ line: { low, high } }: PowerLaw): boolean {
  return low! > 0 || high! < 0;
}

/** How sure a slope is and what it rests on: "95 % interval −1.03 to −0.93, 36 runs at 12 values of x". */
export function evidenceOf({ line, runs }: PowerLaw, x: string): string {
  const interval = `95 % interval ${formatSlope(line.low!)} to ${formatSlope(line.high!)}`;
  return `${interval}; ${formatNumber(runs)} runs at ${line.points} values of ${x}`;
}

/** Where a slope of theory lies in relation to the interval, as far as the digits that are shown tell. */
export function verdictOn({ line }: PowerLaw, slope: number): "inside" | "above" | "below" {
  if (slope > line.high! + shownTo) return "above";
  return slope < line.low! - shownTo ? "below" : "inside";
}

/** A line of a given slope through the geometric middle of samples, drawn from one x to another. */
export function lineThroughMiddle(
  samples: readonly Sample[],
  slope: number,
  [first, last]: readonly [number, number],
): [Sample, Sample] {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [x0, y0] = [mean(samples.map(({ x }) => log(x))), mean(samples.map(({ y }) => log(y)))];
  const at = (x: number) => ({ x, y: exp(y0 + slope * (log(x) - x0)) });
  return [at(first), at(last)];
}
