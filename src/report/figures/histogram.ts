// What stands for the drawings of a large graph: how many agents have how many links, how large the
// weights are.
import { formatCount, formatNumber } from "../number.ts";
import { type GraphRecord, largestDrawing, type Report } from "../report.ts";
import { figureSize, palette } from "../theme.ts";
import type { Figure } from "./figure.ts";

/** A bar: values in [from, to), the last one's upper end included. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Histogram of in-degrees; undefined up to `largestDrawing` agents, where the graph itself is drawn. */
export function degreesFigure({ topology }: Pick<Report, "topology">): Figure | undefined {
  if (topology.size <= largestDrawing) return undefined;
  const degrees = inDegrees(topology);
  const title = "How many an agent hears";
  const spec = barsSpec(barsOf(degrees, true), title, {
    x: "neighbours heard",
    y: "agents",
    whole: true,
  });
  return {
    name: "degrees",
    title,
    caption: `${formatCount(topology.size)} agents; ${rangeWords(degrees, "all have")}.`,
    spec,
  };
}

/**
 * Histogram of the non-zero weights; undefined up to `largestDrawing` agents or where no weights are
 * known.
 */
export function weightsHistogramFigure({ topology, weights }: Pick<Report, "topology" | "weights">) {
  if (topology.size <= largestDrawing || !weights || weights.length === 0) return undefined;
  const values = weights.map(({ w }) => w);
  const title = "Weights of W";
  const spec = barsSpec(barsOf(values, false), title, { x: "weight W[i][j]", y: "non-zero entries" });
  const caption = `${formatCount(values.length)} non-zero weights; ${rangeWords(values, "all are")}.`;
  return { name: "weights", title, caption, spec } satisfies Figure;
}

/** A histogram of any numbers, without its caption. */
export function barsFigure(
  name: string,
  title: string,
  values: readonly number[],
  x: string,
  y: string,
): Omit<Figure, "caption"> {
  return { name, title, spec: barsSpec(barsOf(values, false), title, { x, y }) };
}

/** How many others each agent hears. */
export function inDegrees({ size, edges }: GraphRecord): number[] {
  const degrees = new Array<number>(size).fill(0);
  for (const [, target] of edges) degrees[target]!++;
  return degrees;
}

/** Bars of equal width over the range, at most `most`; of whole numbers, bars centred on them. */
export function barsOf(values: readonly number[], whole: boolean, most = 30): Bar[] {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  if (!whole && alike(low, high)) {
    const margin = 0.1 * Math.abs(low) || 1;
    return [{ from: low - margin, to: low + margin, count: values.length }];
  }
  const start = whole ? low - 0.5 : low;
  const span = whole ? high - low + 1 : high - low;
  const width = whole ? Math.ceil(span / most) : span / most;
  const bars = Array.from({ length: whole ? Math.ceil(span / width) : most }, (_, k) => ({
    from: start + k * width,
    to: start + (k + 1) * width,
    count: 0,
  }));
  for (const value of values) {
    bars[Math.min(Math.floor((value - start) / width), bars.length - 1)]!.count++;
  }
  return bars;
}

interface BarAxes {
  readonly x: string;
  readonly y: string;
  /** Whether x counts something. */
  readonly whole?: boolean;
}

function barsSpec(bars: readonly Bar[], title: string, { x, y, whole = false }: BarAxes) {
  return {
    ...figureSize,
    title,
    data: { values: bars.filter(({ count }) => count > 0) },
    mark: { type: "rect", color: palette[0], stroke: "#ffffff", strokeWidth: 1 },
    encoding: {
      x: {
        field: "from",
        type: "quantitative",
        title: x,
        axis: { grid: false, tickCount: 6, ...(whole && { tickMinStep: 1, format: "d" }) },
        scale: { zero: false, nice: true },
      },
      x2: { field: "to" },
      y: {
        field: "count",
        type: "quantitative",
        title: y,
        axis: { format: ",d", tickMinStep: 1, tickCount: 5 },
      },
      y2: { datum: 0 },
    },
  };
}

// Weights such as 1 − 4/5 and 1/5 differ by rounding only.
function alike(low: number, high: number): boolean {
  return high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}

function rangeWords(values: readonly number[], alone: string): string {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  if (alike(low, high)) return `${alone} ${formatNumber(low)}`;
  return `from ${formatNumber(low)} to ${formatNumber(high)}, ${formatNumber(mean, 3)} on average`;
}
