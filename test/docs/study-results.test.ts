// The pandas, Polars and R lines of the guide run on a study and find what is in it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import t, { type Test } from "tap";
import { rowColumns } from "../../src/runners/study/run-row.ts";
import { runStudy } from "../../src/runners/study/run-study.ts";
import { base, type Point, planOf } from "../runners/study/plans.ts";

const page = readFileSync(resolve(import.meta.dirname, "../../docs/guide/9-study-results.md"), "utf8");
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)![1]!;

const plan = planOf(
  ["ring", "complete", "star"].flatMap((kind) =>
    [0, 0.1].flatMap((temperature) =>
      [1, 2].map((seed): Point => {
        const algorithm = { ...base.algorithm, temperature };
        const broken = kind === "star" && seed === 2 && { mixing: { kind: "random-row" } };
        return [
          { "topology.kind": kind, "algorithm.temperature": temperature },
          { topology: { kind }, seed, algorithm, rounds: 40, ...broken },
        ];
      }),
    ),
  ),
);

/** Of an even number of values, as R and pandas take it. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[half - 1]! + sorted[half]!) / 2;
}

/** A program that answers, or undefined. */
function found(candidates: readonly string[], ...words: readonly string[]): string | undefined {
  return candidates.find((program) => spawnSync(program, words).status === 0);
}

const pythons = ["python3", "/usr/bin/python3"];
const python = found(pythons, "-c", "import pandas");
const polars = found(pythons, "-c", "import polars");
const r = found(["Rscript"], "--version");

/** The study, and the numbers that all languages must find in it. */
async function study(t: Test) {
  const dir = t.testdir({});
  const { folder, outcomes } = await runStudy(plan, { folder: dir, out: dir, workers: 2 });
  const ended = outcomes.filter(({ status }) => status === "finished");
  t.equal(ended.length, 10);
  const ring = ended.filter(({ point }) => point["topology.kind"] === "ring");
  const expected = [ended.length, median(ring.map(({ row }) => row.final_gap as number)), plan.runs.length];
  return { folder, expected };
}

function check(
  t: Test,
  folder: string,
  program: string,
  words: string[],
  expected: readonly number[],
): void {
  const { stdout, stderr, status } = spawnSync(program, words, { cwd: folder, encoding: "utf8" });
  t.equal(status, 0, stderr);
  const numbers = stdout.trim().split("\n").at(-1)!.split(" ").map(Number);
  t.same(numbers, expected, stdout);
}

t.test("pandas", { skip: python === undefined && "no python3 with pandas" }, async (t) => {
  const { folder, expected } = await study(t);
  const last =
    'm = ended.groupby("topology.kind")["final_gap"].median()["ring"]\n' +
    "print(len(ended), repr(float(m)), len(_))";
  // Every line is evaluated as a reader would at a prompt; `_` is what the last one gave.
  const lines = block("python").trimEnd().split("\n");
  const shown = lines.map((line) => (/^(import|\w+ = )/.test(line) ? line : `_ = ${line}\nprint(_)`));
  check(t, folder, python!, ["-c", [...shown, last].join("\n")], expected);
});

t.test("Polars", { skip: polars === undefined && "no python3 with Polars" }, async (t) => {
  const { folder, expected } = await study(t);
  const last =
    'm = ended.filter(pl.col("topology.kind") == "ring")["final_gap"].median()\n' +
    "print(len(ended), repr(m), len(runs))";
  check(t, folder, polars!, ["-c", `${block("py")}${last}`], expected);
});

t.test("R", { skip: r === undefined && "no Rscript" }, async (t) => {
  const { folder, expected } = await study(t);
  const last =
    'm <- median(ended$final_gap[ended$topology.kind == "ring"])\n' +
    'cat(nrow(ended), format(m, digits = 17), nrow(timed), "\\n")';
  const lines = block("r").trimEnd().split("\n");
  const shown = lines.map((line) => (line.startsWith("merge") ? `timed <- ${line}` : line));
  check(t, folder, r!, ["-e", [...shown, last].join("\n")], expected);
});

t.test("the guide names every column", (t) => {
  const names = [
    ...rowColumns([]),
    "run_id",
    "status",
    "error",
    "graph_seed",
    "world_seed",
    "learning_seed",
  ];
  for (const name of names) t.ok(page.includes(`\`${name}\``), name);
  t.end();
});
