// What a measured curve does in the end: falls by a factor a round, or settles at a level.
import { exp } from "../../math/exponential.ts";
import { log } from "../../math/logarithm.ts";
import { median } from "../../math/median.ts";
import { blockMeans, type Line, leastSquares, type Sample } from "../../math/regression.ts";

/** A factor per round with its 95 % interval. */
export interface Rate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** How a curve ends. */
export interface Ending {
  /** The level at which it has settled; null while it still changes. */
  readonly floor: number | null;
  /** Its decay on the tail above the floor; null where no tail is geometric. */
  readonly decay: Rate | null;
}

/** Fewer rows than this are no tail. */
const fewestRows = 5;
/** The tail falls at least by this factor: it lasts at least one time constant of its decay. */
const leastFall = Math.E;
/** A floor bends the curve above it: rows below so many times the floor are not of the tail. */
const aboveFloor = 10;
/** Into how many means the tail is cut before a line is fitted. */
const blocks = 8;
/** The flatter half of a tail is at least so steep, as a share of the steeper half; t^−p has 0.71. */
const straightness = 0.75;
/** A smooth curve has settled where it changes by less than this share over the last fifth. */
const stillness = 0.02;

/**
 * The ending of a curve of y ≥ 0 by round x, ascending; `rounding` is the level below which it is rounding.
 * How tail and floor are chosen stands in docs/guide/10-study-report.md.
 */
export function endingOf(points: readonly Sample[], rounding: number): Ending {
  const floor = floorOf(points);
  const level = Math.abs(floor ?? 0);
  return { floor, decay: decayOf(tailOf(points, Math.max(rounding, aboveFloor * level)), level) };
}

/**
 * The median of the last fifth of the rows, at least eight, where the curve has settled there; null else and
 * for fewer than twelve rows. A smooth curve has settled where its trend over that stretch is less than 2 %
 * and less than a tenth of its mean slope before; a noisy one (every fourth row at least is a turning point)
 * where its trend is less than a factor 2 and not told from none by its 95 % interval.
 */
function floorOf(points: readonly Sample[]): number | null {
  if (points.length < 12) return null;
  const window = points.slice(-Math.max(8, Math.ceil(points.length / 5)));
  const level = median(window.map(({ y }) => y));
  if (window.some(({ y }) => y <= 0)) return level;
  const { slope, low, high } = leastSquares(blockMeans(logarithms(window), blocks))!;
  const trend = Math.abs(slope) * (window.at(-1)!.x - window[0]!.x);
  const peak = points[peakOf(points)]!;
  const before = peak.x < window[0]!.x ? log(peak.y / level) / (window[0]!.x - peak.x) : 0;
  const still = trend < stillness && (Math.abs(slope) <= 0.1 * before || trend < 1e-12);
  const noisy = 4 * turningPoints(window) >= window.length && trend < log(2) && low! <= 0 && high! >= 0;
  return still || noisy ? level : null;
}

/** How many rows lie above or below both of their neighbours. */
function turningPoints(rows: readonly Sample[]): number {
  const inner = rows.slice(1, -1);
  return inner.filter(({ y }, k) => (y - rows[k]!.y) * (y - rows[k + 2]!.y) > 0).length;
}

/**
 * The rows of the tail: from the last peak to the last row above `cut`, of these the second half, of the
 * rounds as of the fall in decades. Of a curve that swings only the rows that no later one reaches.
 */
function tailOf(points: readonly Sample[], cut: number): Sample[] {
  const last = points.findLastIndex(({ y }) => y > cut);
  const falling = unmatched(toLastCrest(points.slice(peakOf(points), last + 1)));
  if (falling.length === 0) return [];
  const [start, end] = [falling[0]!, falling.at(-1)!];
  const level = Math.sqrt(start.y) * Math.sqrt(end.y);
  return falling.filter(({ x, y }) => x >= (start.x + end.x) / 2 && y <= level);
}

/**
 * The factor per round of a tail that ends at least ten times above `floor` ≥ 0: e^slope of the line through
 * eight means of log y. The interval is that line's; it is widened to enclose
 * - the lines with nothing and with all of the floor taken off, which may add to what falls or only hide it:
 *   the rate itself is with half of it;
 * - the slopes of both halves, where their own intervals do not meet: the tail is bent.
 *
 * Null where the tail is too short, falls too little or not for certain, or is bent by more than a quarter.
 */
function decayOf(tail: readonly Sample[], floor: number): Rate | null {
  if (tail.length < fewestRows || tail[0]!.y < leastFall * tail.at(-1)!.y) return null;
  const lines = [0, 0.5, 1].map((share) => {
    const logs = logarithms(tail.map(({ x, y }) => ({ x, y: y - share * floor })));
    return { line: leastSquares(blockMeans(logs, blocks))!, bend: bendOf(logs) };
  });
  const bends = lines.flatMap(({ bend }) => bend);
  const low = Math.min(...lines.map(({ line }) => line.low!), ...bends);
  const high = Math.max(...lines.map(({ line }) => line.high!), ...bends);
  const isBent = bends.length > 0 && Math.max(...bends) > straightness * Math.min(...bends);
  return high >= 0 || isBent ? null : { rate: exp(lines[1]!.line.slope), low: exp(low), high: exp(high) };
}

/** The slopes of the two halves where their intervals do not meet; none where they do. */
function bendOf(logs: readonly Sample[]): number[] {
  const middle = (logs[0]!.x + logs.at(-1)!.x) / 2;
  const early = leastSquares(
    blockMeans(
      logs.filter(({ x }) => x <= middle),
      blocks / 2,
    ),
  );
  const late = leastSquares(
    blockMeans(
      logs.filter(({ x }) => x >= middle),
      blocks / 2,
    ),
  );
  return early !== null && late !== null && areApart(early, late) ? [early.slope, late.slope] : [];
}

function areApart(a: Line, b: Line): boolean {
  const [lowest, highest] = [a, b].sort((one, other) => one.slope - other.slope);
  return (lowest!.high ?? lowest!.slope) < (highest!.low ?? highest!.slope);
}

/** Without the descent behind the last crest, if there is one in the last third: a swing ends anywhere. */
function toLastCrest(rows: readonly Sample[]): readonly Sample[] {
  const crest = rows.findLastIndex(({ y }, k) => k > 0 && y > rows[k - 1]!.y);
  if (crest === -1) return rows;
  const [start, end] = [rows[0]!.x, rows.at(-1)!.x];
  return rows[crest]!.x >= start + (2 * (end - start)) / 3 ? rows.slice(0, crest + 1) : rows;
}

/** The rows above all later ones, in order. */
function unmatched(rows: readonly Sample[]): Sample[] {
  const kept: Sample[] = [];
  for (const row of rows.toReversed()) if (kept.length === 0 || row.y > kept.at(-1)!.y) kept.push(row);
  return kept.reverse();
}

/** The last of the highest rows. */
function peakOf(points: readonly Sample[]): number {
  return points.reduce((best, { y }, k) => (y >= points[best]!.y ? k : best), 0);
}

function logarithms(points: readonly Sample[]): Sample[] {
  return points.map(({ x, y }) => ({ x, y: log(y) }));
}
