// The tables of a study's report: medians over the seeds of a setting, and every run where they are few.

import { median } from "../../math/median.ts";
import { endColumns, gapName } from "../../runners/study/run-row.ts";
import { html, type Markup, type Part } from "../html.ts";
import { formatBytes, formatNumber } from "../number.ts";
import { columnName } from "../series.ts";
import { table } from "../tables.ts";
import { repeatsOf } from "./series.ts";
import { axisName, numberIn, type StudyRecord, type StudyRun } from "./study.ts";

/** Up to so many runs have a row each. */
const mostRuns = 60;
/** Up to so many rows are shown at all; the rest is in study.csv. */
const mostRows = 200;

const columns = [
  ["σ", "sigma"],
  ["effective neighbours", "effective_neighbours"],
  ["last gap", "final_gap"],
  ["worst agent's gap", "worst_gap"],
  ["rate", "rate"],
  ["disagreement", "final_consensus"],
] as const;

/** A table and what it is of. */
export interface StudyTable {
  readonly title: string;
  readonly body: Markup;
}

/**
 * One row per setting, with medians over its seeds, and one per run up to sixty runs; settings only where
 * they have more seeds than one, or runs no rows.
 */
export function runsTables(study: StudyRecord): StudyTable[] {
  const settings = repeatsOf(study, study.runs).map((group) => group.runs);
  const runs = study.runs.map((run) => [run]);
  const single = runs.length <= mostRuns;
  return [
    ...(single && settings.length === runs.length
      ? []
      : [{ title: "Settings", body: rowsTable(study, settings, false) }]),
    ...(single ? [{ title: "Runs", body: rowsTable(study, runs, true) }] : []),
  ];
}

function rowsTable(study: StudyRecord, groups: readonly (readonly StudyRun[])[], single: boolean): Markup {
  const { plan, runs } = study;
  const seeds = single
    ? (["graph", "world", "learning"] as const).filter(
        (name) => new Set(runs.map((run) => run.seeds[name])).size > 1,
      )
    : [];
  const used = columnsOf(study);
  const head = [
    ...plan.axes.map(axisName),
    ...seeds.map((name) => `${name} seed`),
    ...(single ? ["ended"] : ["runs"]),
    ...used.map(([name]) => name),
    "traffic",
  ];
  const rows = groups.slice(0, mostRows).map((group): Part[] => {
    const first = group[0]!;
    return [
      ...plan.axes.map((axis) => cellText(first.point[axis]!)),
      ...seeds.map((name) => first.seeds[name]),
      single ? first.status : group.length,
      ...used.map(([, column]) => middle(group, column, (value) => formatNumber(value, 4))),
      middle(group, "bytes", formatBytes),
    ];
  });
  const left = groups.length - rows.length;
  const more = left > 0 && html`<p>${left} more rows are in study.csv.</p>`;
  const what = single
    ? "All runs."
    : "Medians over the seeds of each setting; a dash where fewer than half of them have the number.";
  const name = single ? "The runs of the study" : "The settings of the study";
  return html`<p>${what}</p>${table(head, rows, name)}${more}`;
}

/** The columns that some of the runs have, with their headings. */
function columnsOf({ plan, runs }: StudyRecord): (readonly [heading: string, column: string])[] {
  const targets = plan.gaps.map(
    (gap) => [`rounds to ${gapName(gap)}`, `rounds_to_${gapName(gap)}`] as const,
  );
  const late = plan.columns.map(
    (column) => [`${columnName(column)}, late`, endColumns(column)[1]] as const,
  );
  return [...columns.slice(0, 2), ...targets, ...columns.slice(2), ...late].filter(([, column]) =>
    runs.some((run) => numberIn(run, column) !== undefined),
  );
}

function cellText(cell: string | number | boolean): string {
  return typeof cell === "number" ? formatNumber(cell, 6) : String(cell);
}

function middle(runs: readonly StudyRun[], column: string, shown: (value: number) => string): string {
  const values = runs.flatMap((run) => numberIn(run, column) ?? []);
  return 2 * values.length < runs.length || values.length === 0 ? "–" : shown(median(values));
}
