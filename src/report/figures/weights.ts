// W as a heat map.
import { formatCount, formatNumber } from "../number.ts";
import { largestDrawing, type Report, type WeightEntry } from "../report.ts";
import type { Figure } from "./figure.ts";

/** A rectangle of equal weight: columns x … x2 and rows y … y2, upper bounds excluded. */
export interface Cell {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  readonly w: number;
}

const mostCells = 6000;

/** W entry by entry; undefined beyond `largestDrawing` agents or where no weights are known. */
export function weightsFigure({
  topology,
  weights,
  certificate,
}: Pick<Report, "topology" | "weights" | "certificate">): Figure | undefined {
  const size = topology.size;
  if (!weights || weights.length === 0 || size > largestDrawing) return undefined;
  const { cells, block } = cellsOf(size, weights);
  const values = weights.map(({ w }) => w);
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const share = formatNumber((100 * weights.length) / (size * size), 3);
  const count = formatCount(weights.length);
  const blocks = block === 1 ? "" : ` Each square is the mean of ${block} × ${block} entries.`;
  const { window } = certificate;
  const varies =
    typeof window === "number" && window > 1 ? ` The first of ${window} matrices that take turns.` : "";
  const range =
    formatNumber(low) === formatNumber(high)
      ? `all ${formatNumber(low)}`
      : `from ${formatNumber(low)} to ${formatNumber(high)}`;
  const title = "Mixing matrix W";
  return {
    name: "weights",
    title,
    caption: `${count} non-zero weights (${share} % of W), ${range}; white is zero.${blocks}${varies}`,
    spec: heatMap(title, size, cells),
  };
}

/** The names of what a heat map over pairs of agents shows. */
export interface HeatMapNames {
  readonly x: string;
  readonly y: string;
  readonly legend: string;
  readonly format: string;
}

const weightNames: HeatMapNames = {
  x: "heard: agent j",
  y: "hears: agent i",
  legend: "W[i][j]",
  format: ".3~g",
};

/** Pairs of agents in colours, from zero up. */
export function heatMap(title: string, size: number, cells: readonly Cell[], names = weightNames) {
  const bounds = { domain: [-0.5, size - 0.5], nice: false, zero: false };
  const ticks = agentTicks(size);
  const axis = { values: ticks, grid: false, format: "d", labelOverlap: true };
  const least = cells.reduce((low, { w }) => Math.min(low, w), 0);
  const most = cells.reduce((high, { w }) => Math.max(high, w), 0);
  return {
    width: 310,
    height: 310,
    title,
    view: { stroke: "#9aa0a6" },
    data: {
      values: cells.map((c) => ({ ...c, x: c.x - 0.5, x2: c.x2 - 0.5, y: c.y - 0.5, y2: c.y2 - 0.5 })),
    },
    mark: { type: "rect", stroke: null },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        title: names.x,
        scale: bounds,
        axis: { ...axis, orient: "top" },
      },
      x2: { field: "x2" },
      y: {
        field: "y",
        type: "quantitative",
        title: names.y,
        scale: { ...bounds, reverse: true },
        axis,
      },
      y2: { field: "y2" },
      color: {
        field: "w",
        type: "quantitative",
        scale: { scheme: "viridis", reverse: true, domain: [least, most], nice: false },
        legend: { title: names.legend, gradientLength: 240, format: names.format, tickCount: 4 },
      },
    },
  };
}

/** At most eight agent ids, evenly apart, from 0. */
export function agentTicks(size: number): number[] {
  const apart = [1, 2, 4, 5, 10, 20, 25, 50].find((step) => size / step <= 8) ?? 50;
  return Array.from({ length: Math.ceil(size / apart) }, (_, k) => k * apart);
}

/**
 * Rectangles that show W: neighbours in a row with equal weights are joined. Where still more than
 * `most` would remain, means over the smallest square blocks that keep within it.
 */
export function cellsOf(size: number, weights: readonly WeightEntry[], most = mostCells) {
  const runs = runsOf(weights);
  if (runs.length <= most) return { cells: runs, block: 1 };
  let block = 2;
  while (Math.ceil(size / block) * Math.ceil(size / block) > most) block++;
  return { cells: blocksOf(size, weights, block), block };
}

function runsOf(weights: readonly WeightEntry[]): Cell[] {
  const cells: Cell[] = [];
  for (const { i, j, w } of [...weights].sort((a, b) => a.i - b.i || a.j - b.j)) {
    const last = cells.at(-1);
    if (last && last.y === i && last.x2 === j && last.w === w)
      cells[cells.length - 1] = { ...last, x2: j + 1 };
    else cells.push({ x: j, x2: j + 1, y: i, y2: i + 1, w });
  }
  return cells;
}

function blocksOf(size: number, weights: readonly WeightEntry[], block: number): Cell[] {
  const across = Math.ceil(size / block);
  const sums = new Float64Array(across * across);
  for (const { i, j, w } of weights) sums[Math.floor(i / block) * across + Math.floor(j / block)]! += w;
  return Array.from(sums, (sum, k) => {
    const [x, y] = [(k % across) * block, Math.floor(k / across) * block];
    const [x2, y2] = [Math.min(x + block, size), Math.min(y + block, size)];
    return { x, x2, y, y2, w: sum / ((x2 - x) * (y2 - y)) };
  }).filter(({ w }) => w !== 0);
}
