// The figure that most findings of a study need: a number of each run against another, repeats as one mark.
import type { Sample } from "../../math/regression.ts";
import type { Spec } from "../figures/figure.ts";
import { figureSize, palette, referenceColor } from "../theme.ts";
import type { MarkedSeries } from "./marks.ts";
import type { Scale } from "./scales.ts";

/** A line that is no measurement: theory, a fit, an identity. */
export interface ReferenceLine {
  readonly label: string;
  readonly points: readonly Sample[];
  /** The series whose colour it bears: that of a fit; grey without. */
  readonly series?: string;
}

/** What a scatter figure is made of. */
export interface Scatter {
  readonly title: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly series: readonly MarkedSeries[];
  readonly lines?: readonly ReferenceLine[];
  /** Whether the marks of a series are joined: where x is a dial and not a property of single graphs. */
  readonly joined: boolean;
}

/** Shapes that stay apart without colour, in the order of the palette. */
const shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"];

/** Keys of different kinds above a figure, below each other: side by side they would be wider than it. */
export const keysBelowEachOther: Spec = {
  legend: { layout: { top: { direction: "vertical", anchor: "start", margin: 2 } } },
};

/** Single runs are drawn up to so many. */
const mostSamples = 1500;

/** The specification of a scatter figure. */
export function scatterSpec({ title, x, y, series, lines = [], joined }: Scatter): Spec {
  const labels = series.map(({ label }) => label);
  const encoding = encodingOf(series, x.channel, y.channel);
  const drawn = series.map((one) => inScales(one, x, y));
  const marks = drawn.flatMap(({ marks }) => marks);
  const repeated = series.some((one) => one.marks.length < one.samples.length);
  const samples = drawn.flatMap(({ samples }) => samples);
  return {
    ...figureSize,
    title,
    layer: [
      ...linesLayers(lines, labels, x, y, encoding),
      ...(joined && series.every(isCurve) ? bandLayers(marks, encoding) : rangeLayers(marks, encoding)),
      ...(repeated && samples.length <= mostSamples ? [sampleLayer(samples, encoding)] : []),
      markLayer(marks, encoding),
    ],
    config: keysBelowEachOther,
  };
}

/** Whether no two marks stand above each other: then a line through them means something. */
function isCurve({ marks }: MarkedSeries): boolean {
  return marks.every(({ x }, k) => k === 0 || x > marks[k - 1]!.x);
}

type Encoding = ReturnType<typeof encodingOf>;

function encodingOf(series: readonly MarkedSeries[], x: Spec, y: Spec) {
  const labels = series.map(({ label }) => label);
  const field = { field: "series", type: "nominal", legend: labels.length > 1 ? keyOf(labels) : null };
  const shaded = series.some(({ look }) => look.shade);
  const colors = shaded ? { scheme: "viridis" } : { range: series.map(({ look }) => palette[look.hue]) };
  const marks = series.map(({ look }) => (shaded ? "circle" : shapes[look.shape]));
  return {
    x: { field: "x", type: "quantitative", ...x },
    y: { field: "y", type: "quantitative", ...y },
    color: { ...field, scale: { domain: labels, ...colors } },
    shape: { ...field, scale: { domain: labels, range: marks } },
  };
}

/** A key above the figure; short names in two columns. */
export function keyOf(labels: readonly string[]): Spec {
  return {
    orient: "top",
    direction: "vertical",
    columns: labels.length > 3 && labels.every((label) => label.length <= 22) ? 2 : 1,
    title: null,
    symbolSize: 70,
    symbolOpacity: 1,
    offset: 4,
  };
}

/** A key of lines. */
export function lineKeyOf(labels: readonly string[]): Spec {
  return { ...keyOf(labels), symbolType: "stroke", symbolSize: 260 };
}

interface Drawn {
  readonly marks: readonly Record<string, number | string>[];
  readonly samples: readonly Record<string, number | string>[];
}

function inScales({ label, marks, samples }: MarkedSeries, x: Scale, y: Scale): Drawn {
  const row = (entries: Readonly<Record<string, number | undefined>>) =>
    Object.values(entries).every((value) => value !== undefined)
      ? [{ series: label, ...(entries as Record<string, number>) }]
      : [];
  return {
    marks: marks.flatMap((mark) =>
      row({
        x: x.drawn(mark.x),
        xLow: x.drawn(mark.xLow),
        xHigh: x.drawn(mark.xHigh),
        y: y.drawn(mark.y),
        low: y.drawn(mark.low),
        high: y.drawn(mark.high),
      }),
    ),
    samples: samples.flatMap((sample) => row({ x: x.drawn(sample.x), y: y.drawn(sample.y) })),
  };
}

function bandLayers(values: Drawn["marks"], { x, y, color }: Encoding): Spec[] {
  const ends = { y: { ...y, field: "low" }, y2: { field: "high" } };
  return [
    {
      data: { values },
      mark: { type: "area", opacity: 0.18, clip: true },
      encoding: { x, ...ends, color },
    },
    { data: { values }, mark: { type: "line", strokeWidth: 1.6, clip: true }, encoding: { x, y, color } },
  ];
}

function rangeLayers(values: Drawn["marks"], { x, y, color }: Encoding): Spec[] {
  const mark = { type: "rule", strokeWidth: 1.4, opacity: 0.6, clip: true };
  return [
    { data: { values }, mark, encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color } },
    { data: { values }, mark, encoding: { x: { ...x, field: "xLow" }, x2: { field: "xHigh" }, y, color } },
  ];
}

function sampleLayer(values: Drawn["samples"], { x, y, color }: Encoding): Spec {
  const mark = { type: "point", shape: "circle", filled: true, size: 14, opacity: 0.35 };
  return { data: { values }, mark, encoding: { x, y, color } };
}

function markLayer(values: Drawn["marks"], { x, y, color, shape }: Encoding): Spec {
  const mark = { type: "point", filled: true, size: 55, opacity: 1 };
  return { data: { values }, mark, encoding: { x, y, color, shape } };
}

/** Fits dotted, in the colour of their series; all else grey and dashed, with a key of its own. */
function linesLayers(
  lines: readonly ReferenceLine[],
  labels: readonly string[],
  x: Scale,
  y: Scale,
  encoding: Encoding,
): Spec[] {
  const rows = lines.flatMap(({ label, points, series }) =>
    points.flatMap((point) => {
      const [at, to] = [x.drawn(point.x), y.drawn(point.y)];
      return at === undefined || to === undefined ? [] : [{ x: at, y: to, line: label, series }];
    }),
  );
  const fits = rows.filter(({ series }) => series !== undefined && labels.includes(series));
  const others = rows.filter(({ series }) => series === undefined);
  const fit = { type: "line", strokeWidth: 1.6, strokeDash: [1.5, 3], clip: true };
  const other = { type: "line", strokeWidth: 1.6, color: referenceColor, clip: true };
  const { color, ...place } = { x: encoding.x, y: encoding.y, color: encoding.color };
  return [
    ...(fits.length > 0 ? [{ data: { values: fits }, mark: fit, encoding: { ...place, color } }] : []),
    ...(others.length > 0
      ? [{ data: { values: others }, mark: other, encoding: { ...place, strokeDash: dashes(others) } }]
      : []),
  ];
}

function dashes(rows: readonly { readonly line: string }[]) {
  const domain = [...new Set(rows.map(({ line }) => line))];
  const patterns = [
    [6, 4],
    [2, 3],
    [9, 3, 2, 3],
  ];
  const range = domain.map((_, k) => patterns[k % patterns.length]);
  const legend = { ...lineKeyOf(domain), columns: 1, symbolStrokeColor: referenceColor };
  return { field: "line", type: "nominal", scale: { domain, range }, legend };
}
