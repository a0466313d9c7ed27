// Columns of the metrics as points to draw, and the questions asked of them.
import { exponentOf, powerOfTen } from "./number.ts";
import type { MetricRow } from "./report.ts";

/** One point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A column of metrics.csv in words. */
export function columnName(column: string): string {
  return column.replaceAll("_", " ");
}

/** The rows where both columns are finite numbers, in their order. */
export function pointsOf(rows: readonly MetricRow[], column: string, against = "round"): Point[] {
  return rows.flatMap((row) => {
    const [x, y] = [row[against], row[column]];
    return Number.isFinite(x) && Number.isFinite(y) ? [{ x: x!, y: y! }] : [];
  });
}

/** The last finite entry of a column. */
export function lastOf(rows: readonly MetricRow[], column: string): number | undefined {
  return pointsOf(rows, column, column).at(-1)?.y;
}

/** The first measured row whose optimality gap is at most `gap`. */
export function firstBelow(rows: readonly MetricRow[], gap: number): MetricRow | undefined {
  return rows.find((row) => row.optimality_gap !== undefined && row.optimality_gap <= gap);
}

/** V*(ρ), which every row restates as value + gap; undefined where the run has no V*. */
export function optimalValue(rows: readonly MetricRow[]): number | undefined {
  const row = rows.findLast((r) => Number.isFinite(r.value) && Number.isFinite(r.optimality_gap));
  return row && row.value! + row.optimality_gap!;
}

/** Logarithmic drawings end here: below, a difference of two float64 values near 1 is rounding. */
export const drawnFloor = 1e-16;

/** A curve ready for a logarithmic scale. */
export interface LogCurve {
  readonly points: readonly Point[];
  /** How many points were lifted to `drawnFloor`, and the lowest of them before. */
  readonly lifted: number;
  readonly lowest: number;
  /** How many exact zeros before the first other value were left out: nothing had happened yet. */
  readonly waiting: number;
}

/**
 * Lifts values below `drawnFloor`, zero and negative ones included, to it, and counts what it lifted.
 * Zeros that lead the curve are left out and counted, unless there is nothing else.
 */
export function onLogScale(points: readonly Point[]): LogCurve {
  const start = points.findIndex(({ y }) => y !== 0);
  const moving = start === -1 ? points : points.slice(start);
  const below = moving.filter(({ y }) => y < drawnFloor);
  return {
    points: moving.map(({ x, y }) => ({ x, y: Math.max(y, drawnFloor) })),
    lifted: below.length,
    lowest: below.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY),
    waiting: points.length - moving.length,
  };
}

/** The decades that enclose positive values: [10^a, 10^b] with a < b. */
export function decadesAround(values: readonly number[]): [number, number] {
  const exponents = values.filter((value) => value > 0).map(exponentOf);
  if (exponents.length === 0) return [powerOfTen(-1), 1];
  const low = exponents.reduce((a, b) => Math.min(a, b));
  const high = exponents.reduce((a, b) => Math.max(a, b));
  const top = values.reduce((a, b) => Math.max(a, b)) > powerOfTen(high) ? high + 1 : high;
  return [powerOfTen(low), powerOfTen(Math.max(top, low + 1))];
}

/**
 * Exponents of the ticks between two powers of ten, from the lower one up, evenly apart, at most
 * `most`.
 */
export function decadeTicks([low, high]: readonly [number, number], most = 7): number[] {
  const [first, last] = [exponentOf(low), exponentOf(high)];
  const apart = Math.max(1, Math.ceil((last - first) / (most - 1)));
  return Array.from({ length: Math.floor((last - first) / apart) + 1 }, (_, k) => first + k * apart);
}

/**
 * At most about `most` points of a curve: of each stretch the first, the lowest, the highest and the
 * last, so that no excursion disappears.
 */
export function thinned(points: readonly Point[], most = 800): readonly Point[] {
  if (points.length <= most) return points;
  const stretch = Math.ceil((4 * points.length) / most);
  const kept = new Set<Point>();
  for (let start = 0; start < points.length; start += stretch) {
    const part = points.slice(start, start + stretch);
    const low = part.reduce((a, b) => (b.y < a.y ? b : a));
    const high = part.reduce((a, b) => (b.y > a.y ? b : a));
    for (const point of part) {
      if (point === part[0] || point === low || point === high || point === part.at(-1)) kept.add(point);
    }
  }
  return [...kept];
}
