// Which runs of a study a figure draws in one colour, and what becomes of their repeats.
import { isNumeric, isOfGraph, type StudyRecord, type StudyRun, settingOf, varied } from "./study.ts";

/** Runs of one colour. */
export interface Series {
  readonly label: string;
  readonly runs: readonly StudyRun[];
}

/** More series could not be told apart, numbers by their shade rather than names by their colour. */
const mostSeries = { names: 7, numbers: 16 };

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
  return series.length > 1 && series.length <= mostSeries.names ? series : [{ label: allRuns, runs }];
}

/** Runs of equal settings of these axes; one series where there are too many, or no axes. */
export function seriesBy(runs: readonly StudyRun[], axes: readonly string[]): Series[] {
  const series = grouped(runs, (run) => settingOf(run, axes));
  const numbers = axes.length === 1 && runs.every(({ point }) => typeof point[axes[0]!] === "number");
  const most = numbers ? mostSeries.numbers : mostSeries.names;
  const fit = axes.length > 0 && series.length > 1 && series.length <= most;
  return fit ? bySetting(series, axes) : [{ label: allRuns, runs }];
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
