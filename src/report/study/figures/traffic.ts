// What a gap cost on the network.

import { median } from "../../../math/median.ts";
import { decadeAxis } from "../../figures/axes.ts";
import type { Spec } from "../../figures/figure.ts";
import { byteLabels, bytesTitle } from "../../figures/traffic.ts";
import { formatBytes } from "../../number.ts";
import { decadesAround, drawnFloor } from "../../series.ts";
import { figureSize, strokeOf } from "../../theme.ts";
import { repeatsOf } from "../series.ts";
import { numberIn, type StudyRecord, type StudyRun, settingOf, sigmaOf, varied } from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { type Target, targetOf } from "../targets.ts";

/** Up to so many settings have a colour each; more are coloured by their sigma. */
const mostColours = 8;
/** Points of a curve at most. */
const mostPoints = 60;

/** Gap against bytes, one curve per setting; undefined where no run has both. */
export function trafficFigure(study: StudyRecord): StudyFigure | undefined {
  const axes = varied(study);
  const settings = repeatsOf(study, study.runs).flatMap(({ runs }) => {
    const points = curveOf(runs[0]!);
    const sigmas = runs.flatMap((run) => sigmaOf(run) ?? []);
    const sigma = sigmas.length > 0 ? median(sigmas) : null;
    return points.length > 1
      ? [{ label: settingOf(runs[0]!, axes) || study.plan.name, points, sigma }]
      : [];
  });
  if (settings.length === 0) return undefined;
  const title = "Gap against traffic";
  const values = settings.flatMap(({ label, points, sigma }) =>
    points.map((point) => ({ ...point, setting: label, sigma })),
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
      mark: { type: "line", strokeWidth: 1.6, clip: true },
      encoding: {
        x: logChannel(
          bytesTitle,
          values.map(({ x }) => x),
          byteLabels,
        ),
        y: {
          ...logChannel(
            "V* − V of the mean policy",
            values.map(({ y }) => y),
          ),
          field: "y",
        },
        ...colours(settings),
      },
    },
  };
}

interface Setting {
  readonly label: string;
  readonly sigma: number | null;
}

function curveOf({ curve }: StudyRun): { x: number; y: number }[] {
  const points = curve.bytes.flatMap((x, k) => {
    const y = curve.optimality_gap[k];
    return x > 0 && typeof y === "number" && y > 0 ? [{ x, y: Math.max(y, drawnFloor) }] : [];
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

function colours(settings: readonly Setting[]): Spec {
  const labels = [...new Set(settings.map(({ label }) => label))];
  if (labels.length <= mostColours) {
    const legend =
      labels.length > 1
        ? {
            orient: "top",
            direction: "vertical",
            columns: labels.every((l) => l.length <= 22) && labels.length > 3 ? 2 : 1,
            title: null,
            symbolType: "stroke",
            offset: 6,
          }
        : null;
    const channel = (range: readonly unknown[]) => ({
      field: "setting",
      type: "nominal",
      scale: { domain: labels, range },
      legend,
    });
    const strokes = labels.map((_, k) => strokeOf(k));
    return {
      color: channel(strokes.map(({ color }) => color)),
      strokeDash: channel(strokes.map(({ dash }) => dash)),
    };
  }
  const known = settings.some(({ sigma }) => sigma !== null);
  const legend = { orient: "right", title: "σ", gradientLength: 160, format: ".2~f" };
  const color = {
    field: "sigma",
    type: "quantitative",
    scale: { scheme: "viridis", reverse: true },
    legend,
  };
  return { detail: { field: "setting" }, ...(known ? { color } : { opacity: { value: 0.5 } }) };
}

function findingOf(study: StudyRecord): string {
  const target = targetOf(study);
  if (target === undefined) return "No run reached a stated gap, at whatever cost.";
  const costs = repeatsOf(study, study.runs).flatMap(({ runs }) => costOf(runs, target));
  const sorted = costs.sort((a, b) => a.bytes - b.bytes);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const name = (run: StudyRun) => settingOf(run, varied(study)) || "the run";
  const cheapest = `A gap of ${target.name} cost least with ${name(least.run)}: ${formatBytes(least.bytes)}`;
  if (sorted.length === 1) return `${cheapest}.`;
  return `${cheapest}; most with ${name(most.run)}: ${formatBytes(most.bytes)} (medians over seeds of the ${sorted.length} settings that reached it).`;
}

function costOf(runs: readonly StudyRun[], { bytes }: Target): { run: StudyRun; bytes: number }[] {
  const costs = runs.flatMap((run) => numberIn(run, bytes) ?? []);
  return costs.length === runs.length ? [{ run: runs[0]!, bytes: median(costs) }] : [];
}
