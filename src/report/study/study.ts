// What the report of a study is made of: runs that ended, sorted by what the study varies.
import type { StudyOutcome } from "../../runners/study/outcome.ts";
import type { Cell, StudyPlan } from "../../scenario/study/study-plan.ts";
import { formatNumber } from "../number.ts";

/** A run of a study that has a row. */
export type StudyRun = StudyOutcome;

/** A study as the figures see it. */
export interface StudyRecord {
  readonly plan: StudyPlan;
  /** The runs with a row, in plan order: those that failed or were interrupted have none. */
  readonly runs: readonly StudyRun[];
  /** By axis: the values that the runs have, numbers ascending, others in plan order. */
  readonly values: Readonly<Record<string, readonly Cell[]>>;
}

/** Sorts the outcomes of a plan. */
export function studyOf(plan: StudyPlan, outcomes: readonly StudyOutcome[]): StudyRecord {
  const runs = outcomes.filter(({ row }) => Object.keys(row).length > 0).sort((a, b) => a.index - b.index);
  const values = plan.axes.map((axis) => [axis, ordered(runs.map(({ point }) => point[axis]!))] as const);
  return { plan, runs, values: Object.fromEntries(values) };
}

/** Each value once; all numbers: ascending, else as they come. */
function ordered(cells: readonly Cell[]): Cell[] {
  const distinct = [...new Set(cells)];
  return distinct.every((cell) => typeof cell === "number") ? distinct.sort((a, b) => a - b) : distinct;
}

/** The number in a column of a run's row; undefined where it has none. */
export function numberIn({ row }: StudyRun, column: string): number | undefined {
  const value = row[column];
  return typeof value === "number" ? value : undefined;
}

/** Contraction of one round's mixing in [0, 1]; undefined where the run does not mix. */
export function sigmaOf(run: StudyRun): number | undefined {
  return numberIn(run, "sigma_per_round") ?? numberIn(run, "sigma");
}

/** How fast the small-coupling estimate lets log π̄ settle: max(α, σ); undefined without both. */
export function estimateOf(run: StudyRun): number | undefined {
  const [alpha, sigma] = [numberIn(run, "alpha"), sigmaOf(run)];
  return alpha === undefined || sigma === undefined ? undefined : Math.max(alpha, sigma);
}

/**
 * The axes with at least two values among the runs, without those that only follow another, such as the
 * second of two paths that advance together.
 */
export function varied({ plan, runs, values }: StudyRecord): string[] {
  const axes = plan.axes.filter((axis) => values[axis]!.length > 1);
  return axes.filter((axis, k) => {
    const leads = axes.filter((other) => other !== axis && determines(runs, other, axis));
    return leads.every((other) => determines(runs, axis, other) && axes.indexOf(other) > k);
  });
}

/** Whether runs of one value on `axis` have one value on `other`. */
function determines(runs: readonly StudyRun[], axis: string, other: string): boolean {
  const seen = new Map<Cell, Cell>();
  return runs.every(({ point }) => {
    const known = seen.get(point[axis]!);
    seen.set(point[axis]!, point[other]!);
    return known === undefined || known === point[other];
  });
}

/** Whether an axis chooses who speaks to whom and how: sigma follows from such axes. */
export function isOfGraph(axis: string): boolean {
  return /^(topology|mixing)(\.|$)/.test(axis) || axis === "agents";
}

/** Whether the values of an axis are numbers. */
export function isNumeric({ values }: StudyRecord, axis: string): boolean {
  return values[axis]!.every((cell) => typeof cell === "number");
}

/** The varied axis that readers go by: the first of names, graphs before others, else the first. */
export function leadingAxis(study: StudyRecord): string | undefined {
  const axes = varied(study);
  const names = axes.filter((axis) => !isNumeric(study, axis));
  return names.find(isOfGraph) ?? names[0] ?? axes[0];
}

/** An axis in words: the last part of its path. */
export function axisName(axis: string): string {
  // Which kind it is says the section.
  const name = axis
    .replace(/\.kind$/, "")
    .split(".")
    .at(-1)!;
  if (axis === "algorithm.evaluationNoise.size") return "noise";
  // Beside optimality gaps a bare "gap" would be read as one.
  if (axis === "mixing.gap") return "mixing gap";
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What an axis is set to, in words: names stand for themselves, numbers with what they number. */
export function settingName(axis: string, cell: Cell): string {
  const value = typeof cell === "number" ? formatNumber(cell) : String(cell);
  return typeof cell === "string" ? value : `${axisName(axis)} ${value}`;
}

/** What these axes are set to at a run. */
export function settingOf({ point }: StudyRun, axes: readonly string[]): string {
  return [...new Set(axes.map((axis) => settingName(axis, point[axis]!)))].join(", ");
}
