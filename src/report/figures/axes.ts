// Axes and curves that several figures share.
import { formatNumber, formatPowerOfTen, powerOfTen } from "../number.ts";
import { decadesAround, decadeTicks, type LogCurve, onLogScale, type Point, thinned } from "../series.ts";
import { figureSize, referenceColor, strokeOf } from "../theme.ts";
import type { Spec } from "./figure.ts";

/** A named curve of a figure; `reference` marks what is no measurement. */
export interface Curve {
  readonly label: string;
  readonly points: readonly Point[];
  readonly reference?: boolean;
}

/** What a figure of curves needs beside its curves. */
export interface Frame {
  readonly title: string;
  readonly x: Spec;
  readonly y: Spec;
}

/** The horizontal axis of rounds, from 0 to the last one drawn. */
export function rounds(curves: readonly Pick<Curve, "points">[]): Spec {
  const last = curves.flatMap(({ points }) => points).reduce((most, { x }) => Math.max(most, x), 1);
  return {
    title: "round",
    scale: { domain: [0, last], nice: false },
    axis: { tickMinStep: 1, grid: false, format: "~s", tickCount: 6 },
  };
}

/**
 * A logarithmic channel from power of ten to power of ten; where values were lifted, its lowest label
 * says so.
 */
export function logarithmic(title: string, curves: readonly LogCurve[]): Spec {
  const domain = decadesAround(curves.flatMap(({ points }) => points.map(({ y }) => y)));
  const lifted = curves.some((curve) => curve.lifted > 0);
  return {
    title,
    scale: { type: "log", domain, nice: false },
    axis: decadeAxis(domain, lifted ? "≤ " : ""),
  };
}

/** Ticks at powers of ten with superscripts, `before` the lowest of them. */
export function decadeAxis(domain: readonly [number, number], before = ""): Spec {
  const exponents = decadeTicks(domain);
  const names = exponents.map((e, k) => [
    String(powerOfTen(e)),
    (k === 0 ? before : "") + formatPowerOfTen(e),
  ]);
  const labels = JSON.stringify(Object.fromEntries(names));
  return { values: exponents.map(powerOfTen), labelExpr: `(${labels})[datum.value]` };
}

/** What a caption says of values that a logarithmic scale cannot show; empty where there are none. */
export function liftedWords(curves: readonly LogCurve[]): string {
  const lifted = curves.reduce((sum, curve) => sum + curve.lifted, 0);
  if (lifted === 0) return "";
  const lowest = curves.reduce((least, curve) => Math.min(least, curve.lowest), Number.POSITIVE_INFINITY);
  const values = lifted === 1 ? "One value" : `${lifted} values`;
  return ` ${values} at or below 10⁻¹⁶ drawn there (lowest ${formatNumber(lowest, 2)}).`;
}

/** Measured points lifted to the floor of a logarithmic scale and thinned. */
export function logCurve(points: readonly Point[]): LogCurve {
  const curve = onLogScale(points);
  return { ...curve, points: thinned(curve.points) };
}

// Two columns of longer names than this are wider than the axes, and the whole figure shrinks with them.
const longestInColumns = 22;

/** Lines with a legend above them; measurements in colours, references dashed in grey. */
export function curvesSpec(curves: readonly Curve[], { title, x, y }: Frame): Spec {
  // A curve without points keeps its colour for itself: runs look the same in every figure of a page.
  const styled = stylesOf(curves).filter((_, k) => curves[k]!.points.length > 0);
  const shown = curves.filter(({ points }) => points.length > 0);
  const domain = shown.map(({ label }) => label);
  const key = {
    orient: "top",
    direction: "vertical",
    columns: shown.length > 4 && shown.every(({ label }) => label.length <= longestInColumns) ? 2 : 1,
    title: null,
    symbolType: "stroke",
    offset: 6,
  };
  const legend = shown.length > 1 ? key : null;
  const style = (range: readonly unknown[]) => ({
    field: "curve",
    type: "ordinal",
    scale: { type: "ordinal", domain, range },
    legend,
  });
  return {
    ...figureSize,
    title,
    data: {
      values: shown.flatMap(({ label, points }) => points.map((point) => ({ ...point, curve: label }))),
    },
    mark: { type: "line", clip: true, point: shown.some(({ points }) => points.length === 1) },
    encoding: {
      x: { field: "x", type: "quantitative", ...x },
      y: { field: "y", type: "quantitative", ...y },
      color: style(styled.map(({ color }) => color)),
      strokeDash: style(styled.map(({ dash }) => dash)),
      strokeWidth: style(styled.map(({ width }) => width)),
    },
  };
}

// Later measurements lie thinner over earlier ones, so that curves which coincide are all seen.
function stylesOf(curves: readonly Curve[]) {
  const measured = curves.filter(({ reference }) => !reference);
  const references = curves.filter(({ reference }) => reference);
  return curves.map((curve) => {
    if (curve.reference) {
      return {
        color: referenceColor,
        dash: references.indexOf(curve) === 0 ? [6, 4] : [2, 3],
        width: 1.6,
      };
    }
    const index = measured.indexOf(curve);
    return {
      ...strokeOf(index),
      width: 1.6 + (2.4 * (measured.length - 1 - index)) / Math.max(measured.length - 1, 1),
    };
  });
}
