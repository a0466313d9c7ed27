// Which steps converge at which sigma, beside the largest step that theory covers.
import { gapName, isBeyondLimit } from "../../../runners/study/run-row.ts";
import type { Spec } from "../../figures/figure.ts";
import { formatNumber } from "../../number.ts";
import { figureSize, palette, referenceColor } from "../../theme.ts";
import { countDistinct, leastOf, mostOf } from "../marks.ts";
import { factorScale, logScale, type Scale } from "../scales.ts";
import { keyOf, keysBelowEachOther, lineKeyOf } from "../scatter.ts";
import { grouped } from "../series.ts";
import {
  isOfGraph,
  numberIn,
  type StudyRecord,
  type StudyRun,
  settingOf,
  sigmaOf,
  varied,
} from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { count } from "../words.ts";

/** A run on the map. */
interface Spot {
  readonly sigma: number;
  readonly step: number;
  readonly ending: string;
  /** Whether it came to a gap that counts as converged. */
  readonly good: boolean;
  readonly limit: number | undefined;
}

const diverged = "diverged";

/** Maps beside each other at most. */
const mostMaps = 4;

/**
 * One map for each setting of what else the study varies, such as the algorithm; none where these are many,
 * nor for fewer than three sigmas or three steps.
 */
export function stepMapFigures(study: StudyRecord): StudyFigure[] {
  const others = varied(study).filter((axis) => !isOfGraph(axis) && axis !== "algorithm.stepSize");
  const series = grouped(study.runs, (run) => settingOf(run, others));
  if (series.length > mostMaps) return [];
  return series.flatMap(({ label, runs }, k) => {
    const name = series.length === 1 ? "steps" : `steps-${k + 1}`;
    return stepMap({ ...study, runs }, name, label === "" ? "" : `, ${label}`) ?? [];
  });
}

function stepMap(study: StudyRecord, name: string, setting: string): StudyFigure | undefined {
  const threshold = study.plan.gaps.find((gap) => gap <= 1e-3) ?? study.plan.gaps.at(-1);
  if (threshold === undefined) return undefined;
  const spots = study.runs.flatMap((run) => spotOf(run, study.plan.gaps, threshold) ?? []);
  const [sigmas, steps] = [spots.map(({ sigma }) => sigma), spots.map(({ step }) => step)];
  if (countDistinct(sigmas) < 3 || new Set(steps).size < 3) return undefined;
  const title = `Where steps lead${setting}`;
  const [x, y] = [factorScale("σ", sigmas), logScale("step size η", [...steps, leastOf(steps) / 3])];
  return {
    name,
    title,
    finding: `${title}: ${findingOf(spots, threshold)}`,
    caption: captionOf(spots),
    spec: mapSpec(title, spots, { x, y, endings: endingsOf(study.plan.gaps) }),
  };
}

/** What can become of a run, best first. */
function endingsOf(gaps: readonly number[]): string[] {
  const reached = gaps.map((gap) => `gap ≤ ${gapName(gap)}`).reverse();
  return [...reached, `gap > ${gapName(gaps[0]!)}`, diverged];
}

function spotOf(run: StudyRun, gaps: readonly number[], threshold: number): Spot | undefined {
  const [sigma, step, gap] = [sigmaOf(run), numberIn(run, "step_size"), numberIn(run, "final_gap")];
  if (sigma === undefined || sigma >= 1 || step === undefined || gap === undefined) return undefined;
  const lost = run.status === diverged;
  const place = gaps.filter((stated) => gap > stated).length;
  const ending = lost ? diverged : endingsOf(gaps)[place]!;
  // The theorem is FedNPG's alone.
  const limit = run.row.algorithm === "fednpg" ? numberIn(run, "step_size_limit") : undefined;
  return { sigma, step, ending, good: !lost && gap <= threshold, limit };
}

function mapSpec(
  title: string,
  spots: readonly Spot[],
  { x, y, endings }: { readonly x: Scale; readonly y: Scale; readonly endings: readonly string[] },
): Spec {
  const found = endings.filter((ending) => spots.some((spot) => spot.ending === ending));
  // Of repeats the worst lies on top.
  const ordered = [...spots].sort((a, b) => endings.indexOf(a.ending) - endings.indexOf(b.ending));
  const values = ordered.map(({ sigma, step, ending }) => ({
    x: x.drawn(sigma),
    y: y.drawn(step),
    ending,
  }));
  const channel = (range: readonly unknown[]) => ({
    field: "ending",
    type: "nominal",
    scale: { domain: found, range: found.map((ending) => range[endings.indexOf(ending)]) },
    legend: { ...keyOf(found), offset: 12 },
  });
  const place = {
    x: { field: "x", type: "quantitative", ...x.channel },
    y: { field: "y", type: "quantitative", ...y.channel },
  };
  const [colors, shapes] = [
    shadesOf(endings),
    endings.map((name) => (name === diverged ? "cross" : "square")),
  ];
  const mark = { type: "point", filled: true, size: 110, opacity: 1 };
  const spotsLayer = {
    data: { values },
    mark,
    encoding: { ...place, color: channel(colors), shape: channel(shapes) },
  };
  return {
    ...figureSize,
    title,
    config: keysBelowEachOther,
    layer: [...limitLayers(spots, x, place), spotsLayer],
  };
}

/** From good to bad: dark to light, which also print tells apart; what diverged in red. */
function shadesOf(endings: readonly string[]): string[] {
  const shades = ["#08306b", "#2171b5", "#6baed6", "#b3d3e8", "#dbe3ea"];
  const last = endings.length - 2;
  return endings.map((ending, k) =>
    ending === diverged ? palette[1] : shades[Math.round((k / Math.max(last, 1)) * (shades.length - 1))]!,
  );
}

function limitLayers(spots: readonly Spot[], x: Scale, place: Spec): Spec[] {
  const line = "largest step that theory covers (bound)";
  const values = limitsOf(spots).map(({ sigma, limit }) => ({ x: x.drawn(sigma), y: limit, line }));
  if (values.length < 2) return [];
  const strokeDash = {
    field: "line",
    type: "nominal",
    scale: { range: [[6, 4]] },
    legend: lineKeyOf([line]),
  };
  const mark = { type: "line", clip: true, color: referenceColor, strokeWidth: 1.6 };
  return [{ data: { values }, mark, encoding: { ...place, strokeDash } }];
}

/** The smallest limit at each sigma, ascending. */
function limitsOf(spots: readonly Spot[]): { sigma: number; limit: number }[] {
  const limits = new Map<number, number>();
  for (const { sigma, limit } of spots) {
    if (limit !== undefined) limits.set(sigma, Math.min(limit, limits.get(sigma) ?? limit));
  }
  return [...limits].map(([sigma, limit]) => ({ sigma, limit })).sort((a, b) => a.sigma - b.sigma);
}

function findingOf(spots: readonly Spot[], threshold: number): string {
  const good = spots.filter((spot) => spot.good);
  const lost = spots.filter(({ ending }) => ending === diverged).length;
  const bold = good.filter(({ step, limit }) => limit !== undefined && isBeyondLimit(step, limit));
  const factors = bold.map(({ step, limit }) => step / limit!);
  const small = `ended at a gap of at most ${gapName(threshold)}`;
  const ends = `${good.length} of ${count(spots.length, "run")} ${small}, ${lost} diverged`;
  if (limitsOf(spots).length === 0) return `${ends}.`;
  if (bold.length === 0) return `${ends}; none of the former had a larger step than theory covers.`;
  const range = `${formatNumber(leastOf(factors), 2)} to ${formatNumber(mostOf(factors), 2)} times as large`;
  return `${ends}; ${bold.length} of the former with a larger step than theory covers, ${range}.`;
}

function captionOf(spots: readonly Spot[]): string {
  const limits = limitsOf(spots);
  const ends = "Squares: the gap after the last round, the darker the smaller; of repeats the worst.";
  if (limits.length < 2) return ends;
  const lowest = leastOf(spots.map(({ step }) => step)) / 3;
  const hidden = limits.filter(({ limit }) => limit < lowest).length;
  const least = formatNumber(leastOf(limits.map(({ limit }) => limit)), 2);
  const below =
    hidden === 0
      ? ""
      : `; it lies below the axis for ${hidden} of ${limits.length} values of σ, down to ${least}`;
  return `${ends} Dashed: the largest step that FedNPG's theorem covers, a bound${below}.`;
}
