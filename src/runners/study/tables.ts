// The tables of a study: study.csv and study.parquet, one row per run of the plan, and timings.csv.
import { join } from "node:path";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { StudyPlan } from "../../scenario/study/study-plan.ts";
import type { OutcomeValue, StudyOutcome } from "./outcome.ts";
import { writeShared } from "./outcome-files.ts";
import { type ColumnType, columnType, rowColumns } from "./run-row.ts";

/** A column of the study's table, its cells in the plan's order. */
export interface StudyColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly cells: readonly OutcomeValue[];
}

/**
 * The table of a study: position, axes, seeds, id, status and error, then the row of each run. A run without
 * an outcome has the status "missing" and empty cells. An axis named like another column is `axis_<name>`.
 */
export function studyTable(plan: StudyPlan, outcomes: readonly StudyOutcome[]): StudyColumn[] {
  const byIndex = new Map(outcomes.map((outcome) => [outcome.index, outcome]));
  const found = plan.runs.map(({ index }) => byIndex.get(index));
  const planned = <T extends OutcomeValue>(value: (run: StudyPlan["runs"][number]) => T) =>
    plan.runs.map(value);
  const fixed: StudyColumn[] = [
    { name: "graph_seed", type: "INT64", cells: planned(({ seeds }) => seeds.graph) },
    { name: "world_seed", type: "INT64", cells: planned(({ seeds }) => seeds.world) },
    { name: "learning_seed", type: "INT64", cells: planned(({ seeds }) => seeds.learning) },
    { name: "run_id", type: "STRING", cells: found.map((outcome) => outcome?.runId ?? null) },
    { name: "status", type: "STRING", cells: found.map((outcome) => outcome?.status ?? "missing") },
    { name: "error", type: "STRING", cells: found.map((outcome) => outcome?.error ?? null) },
  ];
  const measured = rowColumns(plan.gaps, plan.columns).map(
    (name): StudyColumn => ({
      name,
      type: columnType(name),
      cells: found.map((outcome) => outcome?.row[name] ?? null),
    }),
  );
  const position: StudyColumn = { name: "run", type: "INT64", cells: planned(({ index }) => index) };
  const taken = new Set([position, ...fixed, ...measured].map(({ name }) => name));
  const axes = plan.axes.map((axis) => {
    const cells = planned(({ point }) => point[axis] ?? null);
    return axisColumn(taken.has(axis) ? `axis_${axis}` : axis, cells);
  });
  return [position, ...axes, ...fixed, ...measured];
}

/** An axis is a column of numbers or truths where all its values are; else its values are texts. */
function axisColumn(name: string, cells: readonly OutcomeValue[]): StudyColumn {
  if (cells.every(Number.isSafeInteger)) return { name, type: "INT64", cells };
  if (cells.every((cell) => typeof cell === "number")) return { name, type: "DOUBLE", cells };
  if (cells.every((cell) => typeof cell === "boolean")) return { name, type: "BOOLEAN", cells };
  return { name, type: "STRING", cells: cells.map((cell) => (cell === null ? null : String(cell))) };
}

/** The table as CSV (RFC 4180, lines ended by LF): null is an empty cell. */
export function studyCsv(columns: readonly StudyColumn[]): string {
  const rows = (columns[0]?.cells ?? []).map((_, row) => columns.map(({ cells }) => csvCell(cells[row]!)));
  return [columns.map(({ name }) => csvCell(name)), ...rows]
    .map((cells) => `${cells.join(",")}\n`)
    .join("");
}

function csvCell(value: OutcomeValue): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The table as Parquet: null is null. */
export function studyParquet(columns: readonly StudyColumn[]): Uint8Array {
  const columnData = columns.map(({ name, type, cells }): ColumnSource => {
    const data = type === "INT64" ? cells.map((cell) => (cell === null ? null : BigInt(cell))) : [...cells];
    return { name, type, data };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** Seconds that each run took, over all starts: the only table that differs between equal studies. */
export function timingsCsv(outcomes: readonly StudyOutcome[]): string {
  const lines = outcomes.map(
    ({ index, runId, seconds }) => `${index},${runId ?? ""},${seconds.toFixed(3)}\n`,
  );
  return `run,run_id,seconds\n${lines.join("")}`;
}

/** Writes the tables into a study's folder. @throws ScenarioError */
export function writeTables(folder: string, plan: StudyPlan, outcomes: readonly StudyOutcome[]): void {
  const columns = studyTable(plan, outcomes);
  writeShared(join(folder, "study.csv"), studyCsv(columns));
  writeShared(join(folder, "study.parquet"), studyParquet(columns));
  writeShared(join(folder, "timings.csv"), timingsCsv(outcomes));
}
