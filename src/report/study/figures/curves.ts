// Small multiples: gap and disagreement against rounds, one panel for each value of an axis.

import { median } from "../../../math/median.ts";
import type { Sample } from "../../../math/regression.ts";
import { decadeAxis } from "../../figures/axes.ts";
import type { Figure, Spec } from "../../figures/figure.ts";
import { formatNumber } from "../../number.ts";
import { decadesAround, drawnFloor, onLogScale } from "../../series.ts";
import { palette } from "../../theme.ts";
import { leastOf, mostOf } from "../marks.ts";
import { lineKeyOf } from "../scatter.ts";
import { grouped, type Series, seriesBy } from "../series.ts";
import {
  isNumeric,
  leadingAxis,
  type StudyRecord,
  type StudyRun,
  settingName,
  sigmaOf,
  varied,
} from "../study.ts";
import { short } from "../words.ts";
import { consensusName } from "./consensus.ts";

/** More panels would not be looked at: then some, evenly apart; of numbers fewer, which change gradually. */
const mostPanels = { names: 12, numbers: 6 };

/** Points of a curve at most. */
const mostPoints = 100;

type Column = "optimality_gap" | "policy_consensus";

/** The panels of the gap, then those of disagreement; each only where there are curves. */
export function curvePanels(study: StudyRecord): Figure[] {
  const axis = leadingAxis(study);
  const all = axis === undefined ? [{ label: study.plan.name, runs: study.runs }] : panelsBy(study, axis);
  const most = axis !== undefined && isNumeric(study, axis) ? mostPanels.numbers : mostPanels.names;
  const panels = all.length <= most ? all : evenly(all, most);
  const inside = varied(study).filter((other) => other !== axis);
  const known = seriesBy(study.runs, inside);
  return (["optimality_gap", "policy_consensus"] as const).flatMap((column) => {
    const drawn = panels.map(({ label, runs }) => ({
      label,
      runs,
      curves: rowsOf(known, runs, column),
    }));
    return panelFigures(
      study,
      column,
      drawn.filter(({ curves }) => curves.length > 0),
      known,
    );
  });
}

function panelsBy(study: StudyRecord, axis: string): Series[] {
  const series = grouped(study.runs, ({ point }) => settingName(axis, point[axis]!));
  const order = study.values[axis]!.map((cell) => settingName(axis, cell));
  return series.sort((a, b) => order.indexOf(a.label) - order.indexOf(b.label));
}

function evenly<T>(items: readonly T[], count: number): T[] {
  return Array.from(
    { length: count },
    (_, k) => items[Math.round((k * (items.length - 1)) / (count - 1))]!,
  );
}

interface Row {
  readonly series: string;
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

interface Panel {
  readonly label: string;
  readonly runs: readonly StudyRun[];
  readonly curves: readonly Row[];
}

/** Of each series among these runs the median at every round, and its range. */
function rowsOf(known: readonly Series[], runs: readonly StudyRun[], column: Column): Row[] {
  return known.flatMap(({ label, runs: all }) => {
    const members = all.filter((run) => runs.includes(run));
    return members.length === 0 ? [] : bandOf(members, column).map((row) => ({ series: label, ...row }));
  });
}

function bandOf(runs: readonly StudyRun[], column: Column): Omit<Row, "series">[] {
  const curves = runs.map((run) => new Map(drawnOf(run, column).map(({ x, y }) => [x, y])));
  const longest = runs.reduce((a, b) => (b.curve.round.length > a.curve.round.length ? b : a));
  const every = Math.ceil(longest.curve.round.length / mostPoints);
  const rounds = longest.curve.round.filter((_, k, all) => k % every === 0 || k === all.length - 1);
  return rounds.flatMap((x) => {
    const values = curves.flatMap((curve) => curve.get(x) ?? []);
    if (values.length === 0) return [];
    return [{ x, y: median(values), low: leastOf(values), high: mostOf(values) }];
  });
}

/** What a logarithmic scale can show of a curve. */
function drawnOf({ curve }: StudyRun, column: Column): readonly Sample[] {
  const points = curve.round.flatMap((x, k) => {
    const y = curve[column][k];
    return typeof y === "number" ? [{ x, y }] : [];
  });
  return onLogScale(points).points;
}

function panelFigures(
  study: StudyRecord,
  column: Column,
  panels: readonly Panel[],
  known: readonly Series[],
) {
  const rows = panels.flatMap(({ curves }) => curves);
  if (rows.length === 0) return [];
  const gap = column === "optimality_gap";
  const y = {
    title: gap ? "V* − V of the mean policy" : consensusName(study),
    domain: decadesAround(rows.map((row) => row.y)),
  };
  const noun = gap ? "gap" : "disagreement";
  const last = mostOf(rows.map(({ x }) => x));
  return panels.map(({ label, runs, curves }, k): Figure => {
    const sigmas = runs.flatMap((run) => sigmaOf(run) ?? []);
    const ends = known.flatMap((one) => curves.filter(({ series }) => series === one.label).slice(-1));
    const best = ends.reduce((a, b) => (b.y < a.y ? b : a));
    const worst = ends.reduce((a, b) => (b.y > a.y ? b : a));
    const words =
      best === worst ? endOf(best) : `${endOf(best)} (${best.series}) to ${endOf(worst)} (${worst.series})`;
    return {
      name: `${noun}-${k + 1}`,
      title: label,
      caption: `${label}${sigmaWords(sigmas)}: ${noun} ${words} ${roundWords(ends)}.`,
      spec: panelSpec(label, curves, known, { y, last }),
    };
  });
}

/** The floor of the axis stands for whatever lies below it. */
function endOf({ y }: Row): string {
  return y > drawnFloor ? short(y) : `at most ${short(drawnFloor)}`;
}

/** Runs of one panel may have different numbers of rounds. */
function roundWords(ends: readonly Row[]): string {
  const rounds = ends.map(({ x }) => x);
  const [first, last] = [leastOf(rounds), mostOf(rounds)];
  return first === last ? `at round ${last}` : `at the end, after ${first} to ${last} rounds`;
}

function sigmaWords(sigmas: readonly number[]): string {
  if (sigmas.length === 0) return "";
  const [low, high] = [leastOf(sigmas), mostOf(sigmas)];
  return high - low < 1e-6
    ? `, σ = ${formatNumber(low)}`
    : `, σ from ${formatNumber(low)} to ${formatNumber(high)}`;
}

interface PanelFrame {
  readonly y: { readonly title: string; readonly domain: [number, number] };
  readonly last: number;
}

function panelSpec(
  title: string,
  values: readonly Row[],
  known: readonly Series[],
  { y, last }: PanelFrame,
): Spec {
  const { color, strokeDash } = channelsOf(known);
  const x = {
    field: "x",
    type: "quantitative",
    title: "round",
    scale: { domain: [0, last], nice: false },
    axis: { grid: false, tickCount: 4, labelExpr: "format(datum.value, '~s')" },
  };
  const vertical = {
    type: "quantitative",
    title: y.title,
    scale: { type: "log", domain: y.domain, nice: false },
    axis: decadeAxis(y.domain),
  };
  const [low, middle] = ["low", "y"].map((field) => ({ ...vertical, field }));
  const band = { type: "area", opacity: 0.2, clip: true };
  const line = { type: "line", strokeWidth: 1.8, clip: true };
  return {
    width: 220,
    height: 150,
    title,
    data: { values },
    layer: [
      { mark: band, encoding: { x, y: low, y2: { field: "high" }, color } },
      { mark: line, encoding: { x, y: middle, color, strokeDash } },
    ],
  };
}

/** Dashes of what a colour does not tell apart. */
const dashes = [
  [1, 0],
  [5, 3],
  [2, 2],
  [8, 3, 2, 3],
  [1, 3],
  [12, 3],
  [3, 6],
];

/** Colour and dash of the series. */
function channelsOf(known: readonly Series[]): { color: Spec; strokeDash: Spec } {
  const labels = known.map(({ label }) => label);
  const crowd = labels.length > 4 ? { labelFontSize: 10, symbolSize: 120 } : {};
  const columns = labels.length > 4 && labels.every((label) => label.length <= 16) ? 2 : 1;
  const legend = labels.length > 1 ? { ...lineKeyOf(labels), ...crowd, columns } : null;
  const field = { field: "series", type: "nominal", legend };
  const shaded = known.some(({ look }) => look?.shade);
  const colors = shaded
    ? { scheme: "viridis" }
    : { range: known.map(({ look }) => palette[look?.hue ?? 0]) };
  return {
    color: { ...field, scale: { domain: labels, ...colors } },
    strokeDash: {
      ...field,
      scale: { domain: labels, range: known.map(({ look }) => dashes[look?.dash ?? 0]) },
    },
  };
}
