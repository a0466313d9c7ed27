// Straight lines through points, and how well the points determine their slope.
import { studentQuantile } from "./student.ts";

/** A point to fit. */
export interface Sample {
  readonly x: number;
  readonly y: number;
}

/** y ≈ intercept + slope·x. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Standard error of the slope with n − 2 degrees of freedom; null where two points leave none. */
  readonly error: number | null;
  /** 95 % interval of the slope by Student's t; null where `error` is. */
  readonly low: number | null;
  readonly high: number | null;
  /** How many points it was fitted to. */
  readonly points: number;
}

/** The probability that an interval is to cover. */
const coverage = 0.95;

/**
 * The line of ordinary least squares of y on x; null where no two x differ. The interval is that of
 * independent errors of equal variance: points that hang together go through `blockMeans` or `meansByX`
 * first. Through two points the line is exact and has no interval.
 */
export function leastSquares(samples: readonly Sample[]): Line | null {
  const points = samples.length;
  const meanX = mean(samples.map(({ x }) => x));
  const meanY = mean(samples.map(({ y }) => y));
  const spread = sum(samples.map(({ x }) => (x - meanX) ** 2));
  if (!(spread > 0) || samples.every(({ x }) => x === samples[0]!.x)) return null;
  const slope = sum(samples.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread;
  const intercept = meanY - slope * meanX;
  if (points < 3) return { slope, intercept, error: null, low: null, high: null, points };
  const left = sum(samples.map(({ x, y }) => (y - meanY - slope * (x - meanX)) ** 2));
  const error = Math.sqrt(left / (points - 2) / spread);
  const half = error * studentQuantile(coverage, points - 2);
  return { slope, intercept, error, low: slope - half, high: slope + half, points };
}

/**
 * The means of at most `blocks` stretches of neighbouring samples, each of the same number but for one, in
 * their order. Errors that hang together over less than a stretch are nearly independent from mean to mean,
 * so that a line through the means has an honest interval where one through the samples has not; for
 * independent errors the slope loses hardly anything (1/blocks² of its precision).
 */
export function blockMeans(samples: readonly Sample[], blocks: number): Sample[] {
  const count = Math.min(blocks, samples.length);
  return Array.from({ length: count }, (_, k) => {
    const from = Math.floor((k * samples.length) / count);
    return centre(samples.slice(from, Math.floor(((k + 1) * samples.length) / count)));
  });
}

/**
 * One sample for each distinct x (to 1e-9 relative), ascending: its mean y. Repeats at one x, such as seeds,
 * say how far single runs scatter, not where the line goes: without this they would pass for independent
 * points and narrow the interval.
 */
export function meansByX(samples: readonly Sample[]): Sample[] {
  const groups: Sample[][] = [];
  for (const sample of [...samples].sort((a, b) => a.x - b.x)) {
    const group = groups.at(-1);
    if (group && sample.x - group[0]!.x <= 1e-9 * Math.abs(sample.x)) group.push(sample);
    else groups.push([sample]);
  }
  return groups.map(centre);
}

function centre(samples: readonly Sample[]): Sample {
  return { x: mean(samples.map(({ x }) => x)), y: mean(samples.map(({ y }) => y)) };
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
