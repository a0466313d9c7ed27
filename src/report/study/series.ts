// Which runs of a study a figure draws in one colour, and what becomes of their repeats.
import { isNumeric, isOfGraph, type StudyRecord, type StudyRun, settingOf, varied } from "./study.ts";

/** Runs that are drawn alike. */
export interface Series {
  readonly label: string;
  readonly runs: readonly StudyRun[];
  /** How; by its place among the series unless told. */
  readonly look?: Look;
}

/** Places in the palettes of colours, shapes and dashes. */
export interface Look {
  readonly hue: number;
  readonly shape: number;
  readonly dash: number;
  /** Whether the series are numbers, too many for colours of their own: then they are shades. */
  readonly shade: boolean;
}

/** What can be told apart: colours, shapes, shades, and pairs of colour and shape. */
const most = { names: 7, numbers: 16, pairs: 16 };

/** What a series of all runs is called. */
export const allRuns = "all runs";

/** Series against sigma: by whatever else the study varies. */
export function seriesBesideSigma(study: StudyRecord): Series[] {
  const axes = varied(study);
  const others = axes.filter((axis) => !isOfGraph(axis));
  const agents = axes.filter((axis) => axis === "agents" && study.values.agents!.length <= 3);
  if (others.length + agents.length > 0) return seriesBy(study.runs, [...others, ...agents]);
  const numbers = axes.filter((axis) => isNumeric(study, axis));
  const names = axes.filter((axis) => !isNumeric(study, axis));
  if (numbers.length > 0 && names.length > 0) return seriesBy(study.runs, names);
  return seriesOfRules(study.runs);
}

/** Series against one axis: by all the others. */
export function seriesBesideAxis(study: StudyRecord, axis: string): Series[] {
  return seriesBy(
    study.runs,
    varied(study).filter((other) => other !== axis),
  );
}

/** By the rule of the weights, which tells an exact dial of sigma from graphs. */
function seriesOfRules(runs: readonly StudyRun[]): Series[] {
  const series = grouped(runs, ({ row }) => `${row.mixing} weights`);
  return series.length > 1 && series.length <= most.names ? series : [{ label: allRuns, runs }];
}

/** Runs of equal settings of these axes; one series where there are too many, or no axes. */
export function seriesBy(runs: readonly StudyRun[], axes: readonly string[]): Series[] {
  const series = bySetting(
    grouped(runs, (run) => settingOf(run, axes)),
    axes,
  );
  const looks = looksOf(series, axes);
  if (series.length < 2 || looks === undefined) return [{ label: allRuns, runs }];
  return series.map((one, k) => ({ ...one, look: looks[k]! }));
}

/** Of one axis a colour or shade each; of several a colour for the first of names, a shape for the rest. */
function looksOf(series: readonly Series[], axes: readonly string[]): Look[] | undefined {
  const isNumber = (axis: string) => series.every(({ runs }) => typeof runs[0]!.point[axis] === "number");
  if (axes.length < 2 || series.length <= most.names) {
    const shade = series.length > most.names;
    const fits = series.length <= (axes.every(isNumber) ? most.numbers : most.names);
    return fits ? series.map((_, k) => ({ hue: k, shape: k, dash: 0, shade })) : undefined;
  }
  const first = axes.find((axis) => !isNumber(axis)) ?? axes[0]!;
  const rest = axes.filter((axis) => axis !== first);
  const [hues, forms] = [[first], rest].map((part) =>
    placesOf(series.map(({ runs }) => settingOf(runs[0]!, part))),
  );
  const fits = series.length <= most.pairs && [...hues!, ...forms!].every((place) => place < most.names);
  return fits
    ? series.map((_, k) => ({ hue: hues![k]!, shape: forms![k]!, dash: forms![k]!, shade: false }))
    : undefined;
}

/** The place of each name among the distinct ones. */
function placesOf(names: readonly string[]): number[] {
  const distinct = [...new Set(names)];
  return names.map((name) => distinct.indexOf(name));
}

/** Numbers ascend, whatever the order of the runs. */
function bySetting(series: Series[], axes: readonly string[]): Series[] {
  const cell = ({ runs }: Series, axis: string) => runs[0]!.point[axis];
  return series.sort((a, b) => {
    for (const axis of axes) {
      const [x, y] = [cell(a, axis), cell(b, axis)];
      if (typeof x === "number" && typeof y === "number" && x !== y) return x - y;
    }
    return a.runs[0]!.index - b.runs[0]!.index;
  });
}

/** Runs that share a name, in order of first appearance. */
export function grouped(runs: readonly StudyRun[], name: (run: StudyRun) => string): Series[] {
  const groups = new Map<string, StudyRun[]>();
  for (const run of runs) {
    const label = name(run);
    const group = groups.get(label);
    if (group) group.push(run);
    else groups.set(label, [run]);
  }
  return [...groups].map(([label, members]) => ({ label, runs: members }));
}

/** Runs that differ in their seeds alone. */
export function repeatsOf({ plan }: StudyRecord, runs: readonly StudyRun[]): Series[] {
  return grouped(runs, ({ point }) => JSON.stringify(plan.axes.map((axis) => point[axis])));
}
