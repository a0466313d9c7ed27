// From runs to what a figure draws of them: medians over seeds, from the least to the greatest.
import { median } from "../../math/median.ts";
import type { Sample } from "../../math/regression.ts";
import { type Look, repeatsOf, type Series } from "./series.ts";
import type { StudyRecord, StudyRun } from "./study.ts";

/** Runs that differ in their seeds alone, as one mark. */
export interface Mark extends Sample {
  readonly xLow: number;
  readonly xHigh: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/** What a figure draws in one colour. */
export interface MarkedSeries {
  readonly label: string;
  readonly look: Look;
  /** One per setting, ascending in x. */
  readonly marks: readonly Mark[];
  /** One per run. */
  readonly samples: readonly Sample[];
}

/** Where a run stands in a figure; undefined where it has no place. */
export type Place = (run: StudyRun) => Sample | undefined;

/** The series with at least one run that has a place. */
export function markedSeries(study: StudyRecord, series: readonly Series[], place: Place): MarkedSeries[] {
  return series
    .map(({ label, runs, look }, k) => {
      const groups = repeatsOf(study, runs).map((group) => placed(group.runs, place));
      const marks = groups.filter((samples) => samples.length > 0).map(markOf);
      return {
        label,
        look: look ?? { hue: k, shape: k, dash: 0, shade: false },
        marks: marks.sort((a, b) => a.x - b.x),
        samples: placed(runs, place),
      };
    })
    .filter(({ samples }) => samples.length > 0);
}

function placed(runs: readonly StudyRun[], place: Place): Sample[] {
  return runs.flatMap((run) => place(run) ?? []);
}

function markOf(samples: readonly Sample[]): Mark {
  const [xs, ys] = [samples.map(({ x }) => x), samples.map(({ y }) => y)];
  return {
    x: median(xs),
    y: median(ys),
    xLow: leastOf(xs),
    xHigh: mostOf(xs),
    low: leastOf(ys),
    high: mostOf(ys),
    runs: samples.length,
  };
}

/** How many of values in [0, 1) are told apart: to 1e-6. */
export function countDistinct(values: readonly number[]): number {
  return new Set(values.map((value) => Math.round(1e6 * value))).size;
}

/** The least of values; ∞ of none. */
export function leastOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

/** The greatest of values; −∞ of none. */
export function mostOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
