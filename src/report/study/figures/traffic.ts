// What a gap cost on the network.

import { median } from "../../../math/median.ts";
import { decadeAxis } from "../../figures/axes.ts";
import type { Spec } from "../../figures/figure.ts";
import { byteLabels, bytesTitle } from "../../figures/traffic.ts";
import { formatBytes } from "../../number.ts";
import { decadesAround, drawnFloor } from "../../series.ts";
import { figureSize, strokeOf } from "../../theme.ts";
import { countDistinct } from "../marks.ts";
import { keysBelowEachOther, lineKeyOf } from "../scatter.ts";
import { allRuns, repeatsOf, seriesBesideSigma } from "../series.ts";
import {
  leadingAxis,
  numberIn,
  type StudyRecord,
  type StudyRun,
  settingOf,
  sigmaOf,
  varied,
} from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { type Target, targetOf } from "../targets.ts";

/**
 * Up to so many settings have a colour each; more are shaded by their sigma or, where they have but one,
 * each for itself, and still more coloured by what the leading axis is set to.
 */
const [mostColours, mostShades] = [7, 16];
/** Points of a curve at most. */
const mostPoints = 80;

/** Gap against bytes, one curve per setting; undefined where no run has both. */
export function trafficFigure(study: StudyRecord): StudyFigure | undefined {
  const axes = varied(study);
  const series = seriesBesideSigma(study);
  const leading = leadingAxis(study);
  const settings = repeatsOf(study, study.runs).flatMap(({ runs }) => {
    const points = curveOf(runs[0]!);
    const lefts = runs.flatMap((run) => sigmaOf(run) ?? []).map((sigma) => Math.max(1 - sigma, 1e-12));
    const label = settingOf(runs[0]!, axes) || study.plan.name;
    const group = series.find((one) => one.runs.includes(runs[0]!))?.label ?? allRuns;
    const kind = leading === undefined ? allRuns : settingOf(runs[0]!, [leading]);
    const setting = { label, points, series: group, kind, left: lefts.length > 0 ? median(lefts) : null };
    return points.length > 1 ? [setting] : [];
  });
  if (settings.length === 0) return undefined;
  const title = "Gap against traffic";
  const values = settings.flatMap(({ label, points, ...rest }) =>
    points.map((point) => ({ ...point, setting: label, ...rest })),
  );
  const repeats = study.runs.length > settings.length ? ", the first of its seeds" : "";
  return {
    name: "traffic",
    title,
    finding: findingOf(study),
    caption: `One curve per setting${repeats}: further left is cheaper. Bytes of all agents together.`,
    spec: {
      ...figureSize,
      title,
      data: { values },
      config: keysBelowEachOther,
      mark: { type: "line", strokeWidth: 1.6, clip: true },
      encoding: {
        x: logChannel(
          bytesTitle,
          values.map(({ x }) => x),
          byteLabels,
        ),
        y: {
          ...logChannel(
            "smallest gap so far",
            values.map(({ y }) => y),
          ),
          field: "y",
        },
        ...strokesOf(settings),
      },
    },
  };
}

interface Setting {
  readonly label: string;
  /** What it has in common with settings of other sigmas. */
  readonly series: string;
  /** What the leading axis is set to. */
  readonly kind: string;
  /** 1 − σ. */
  readonly left: number | null;
}

/** The smallest gap so far: noise makes a gap rise and fall, but what it cost to get there is spent. */
function curveOf({ curve }: StudyRun): { x: number; y: number }[] {
  let least = Number.POSITIVE_INFINITY;
  const points = curve.bytes.flatMap((x, k) => {
    least = Math.min(least, Math.max(curve.optimality_gap[k] ?? least, drawnFloor));
    return x > 0 && Number.isFinite(least) ? [{ x, y: least }] : [];
  });
  const every = Math.ceil(points.length / mostPoints);
  return points.filter((_, k) => k % every === 0 || k === points.length - 1);
}

function logChannel(title: string, values: readonly number[], labelExpr?: string): Spec {
  const domain = decadesAround(values);
  const axis = decadeAxis(domain);
  const scale = { type: "log", domain, nice: false };
  return {
    field: "x",
    type: "quantitative",
    title,
    scale,
    axis: labelExpr ? { ...axis, labelExpr } : axis,
  };
}

function strokesOf(settings: readonly Setting[]): Spec {
  const labels = [...new Set(settings.map(({ label }) => label))];
  const kinds = [...new Set(settings.map(({ kind }) => kind))];
  const alike = countDistinct(settings.flatMap(({ left }) => left ?? [])) < 2;
  if (labels.length <= (alike ? mostShades : mostColours)) return byName("setting", labels);
  if (alike && kinds.length > 1 && kinds.length <= mostColours)
    return { detail: { field: "setting" }, ...byName("kind", kinds) };
  return bySigma(settings);
}

function byName(field: "setting" | "kind", labels: readonly string[]): Spec {
  const strokes = labels.map((_, k) => strokeOf(k));
  const channel = (range: Spec) => ({
    field,
    type: "nominal",
    scale: { domain: labels, ...range },
    legend: labels.length > 1 ? lineKeyOf(labels) : null,
  });
  if (labels.length > mostColours) return { color: channel({ scheme: "viridis" }) };
  const color = channel({ range: strokes.map((stroke) => stroke.color) });
  return { color, strokeDash: channel({ range: strokes.map(({ dash }) => dash) }) };
}

/** Shades by 1 − σ; what else varies by the dash, where that is not much. */
function bySigma(settings: readonly Setting[]): Spec {
  const series = [...new Set(settings.map((setting) => setting.series))];
  const lefts = settings.flatMap(({ left }) => left ?? []);
  const domain = decadesAround(lefts);
  const shades = {
    field: "left",
    type: "quantitative",
    scale: { type: "log", scheme: "viridis", domain, reverse: false },
    legend: {
      orient: "right",
      title: "1 − σ",
      gradientLength: 150,
      values: decadeAxis(domain).values,
      labelExpr: decadeAxis(domain).labelExpr,
    },
  };
  const range = [
    [1, 0],
    [5, 3],
    [2, 2],
  ];
  const scale = { domain: series, range };
  return {
    detail: { field: "setting" },
    ...(lefts.length > 0 ? { color: shades } : { opacity: { value: 0.5 } }),
    ...(series.length > 1 && series.length <= range.length
      ? { strokeDash: { field: "series", type: "nominal", scale, legend: lineKeyOf(series) } }
      : {}),
  };
}

function findingOf(study: StudyRecord): string {
  const target = targetOf(study);
  if (target === undefined) return "No run reached a stated gap, at whatever cost.";
  const costs = repeatsOf(study, study.runs).flatMap(({ runs }) => costOf(runs, target));
  const sorted = costs.sort((a, b) => a.bytes - b.bytes);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined)
    return `A gap of ${target.name} was reached, but in no setting by all seeds.`;
  const name = (run: StudyRun) => settingOf(run, varied(study)) || "the run";
  const cheapest = `A gap of ${target.name} cost least with ${name(least.run)}: ${formatBytes(least.bytes)}`;
  if (sorted.length === 1) return `${cheapest}.`;
  const dearest = `most with ${name(most.run)}: ${formatBytes(most.bytes)}`;
  return `${cheapest}; ${dearest} (medians over seeds of the ${sorted.length} settings that reached it).`;
}

function costOf(runs: readonly StudyRun[], { bytes }: Target): { run: StudyRun; bytes: number }[] {
  const costs = runs.flatMap((run) => numberIn(run, bytes) ?? []);
  return costs.length === runs.length ? [{ run: runs[0]!, bytes: median(costs) }] : [];
}
