// study.csv and study.parquet say the same, with the right types, and null as null.
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import t from "tap";
import type { StudyOutcome } from "../../../src/runners/study/outcome.ts";
import { rowColumns } from "../../../src/runners/study/run-row.ts";
import { studyCsv, studyParquet, studyTable, timingsCsv } from "../../../src/runners/study/tables.ts";
import { type Point, planOf } from "./plans.ts";

const plan = planOf(
  ["a,b", 'quo"ted', "two\nlines"].map(
    (text, k): Point => [
      { text, mixed: k === 0 ? "none" : k, whole: k, half: k / 2, truth: k === 1, agents: 2 ** k },
      {},
    ],
  ),
);

const empty = { round: [], optimality_gap: [], worst_gap: [], policy_consensus: [], bytes: [] };
const outcome = (index: number, change: Partial<StudyOutcome>): StudyOutcome => ({
  ...{ index, question: "", version: "", status: "finished", error: null, runId: `id${index}` },
  ...{ point: {}, seeds: { graph: 1, world: 1, learning: 1 }, row: {}, curve: empty, seconds: 1 / 3 },
  ...change,
});
const outcomes = [
  outcome(0, {
    row: { algorithm: "fednpg", sigma: 0.1 + 0.2, connected: false, bytes: 2 ** 53 - 1, rounds: 7 },
  }),
  outcome(2, { status: "failed", error: 'a "fault", told', runId: null }),
];
const table = studyTable(plan, outcomes);

async function parquetRows(columns = table): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: studyParquet(columns).buffer as ArrayBuffer });
}

t.test("columns stand in their order: position, axes, seeds, run, measured", (t) => {
  t.same(
    table.map(({ name }) => name),
    [
      ...["run", "text", "mixed", "whole", "half", "truth", "axis_agents"],
      ...["graph_seed", "world_seed", "learning_seed", "run_id", "status", "error"],
      ...rowColumns(plan.gaps),
    ],
  );
  t.end();
});

t.test("a row per run of the plan, in its order, missing ones too", async (t) => {
  const rows = parse(studyCsv(table), { columns: true }) as Record<string, string>[];
  t.match(rows, [
    { run: "0", text: "a,b", mixed: "none", half: "0", truth: "false", axis_agents: "1", run_id: "id0" },
    { run: "1", text: 'quo"ted', mixed: "1", half: "0.5", truth: "true", run_id: "", status: "missing" },
    { run: "2", text: "two\nlines", status: "failed", error: 'a "fault", told', sigma: "", algorithm: "" },
  ]);
  t.match(rows[0], {
    sigma: "0.30000000000000004",
    bytes: "9007199254740991",
    rounds: "7",
    "rounds_to_1e-1": "",
  });
});

t.test("Parquet has the types of the values and nulls where CSV is empty", async (t) => {
  const rows = await parquetRows();
  t.match(rows[0], {
    run: 0n,
    text: "a,b",
    mixed: "none",
    whole: 0n,
    half: 0,
    truth: false,
    axis_agents: 1n,
  });
  t.match(rows[0], {
    sigma: 0.1 + 0.2,
    connected: false,
    bytes: 2n ** 53n - 1n,
    rounds: 7n,
    algorithm: "fednpg",
  });
  t.same(
    [rows[1]!.run_id, rows[1]!.sigma, rows[2]!.connected, rows[0]!["rounds_to_1e-1"]],
    [null, null, null, null],
  );
  const { schema } = parquetMetadata(studyParquet(studyTable(plan, [])).buffer as ArrayBuffer);
  const types = Object.fromEntries(schema.map(({ name, type }) => [name, type]));
  t.match(
    types,
    {
      bytes: "INT64",
      "rounds_to_1e-1": "INT64",
      sigma: "DOUBLE",
      digest: "BYTE_ARRAY",
      connected: "BOOLEAN",
    },
    "by name, even where no run has a value",
  );
});

t.test("any text and any number come back from both", async (t) => {
  const cell = fc.oneof(
    fc.string({ unit: "grapheme" }).filter((text) => text !== ""),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const property = fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 8 }), async (values) => {
    const cells = values.map((value) => (typeof value === "number" ? value + 0 : value));
    const columns = studyTable(planOf(cells.map((x): Point => [{ x }, {}])), []);
    const csv = parse(studyCsv(columns), { columns: true }) as Record<string, string>[];
    const back = await parquetRows(columns);
    const numbers = cells.every((x) => typeof x === "number");
    cells.forEach((x, k) => {
      if (csv[k]!.x !== String(x)) throw new Error(`CSV: ${csv[k]!.x} for ${x}`);
      const found = back[k]!.x;
      const same = numbers ? Number(found) === x : found === String(x);
      if (!same) throw new Error(`Parquet: ${String(found)} for ${x}`);
    });
  });
  await fc.assert(property, { seed: 33, numRuns: 100 });
  t.pass();
});

t.test("timings are a table of their own", (t) => {
  t.equal(timingsCsv(outcomes), "run,run_id,seconds\n0,id0,0.333\n2,,0.333\n");
  t.end();
});
