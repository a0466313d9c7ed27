// Small plans by hand, and what a study's folder holds.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell, PlannedRun, StudyPlan } from "../../../src/scenario/study/study-plan.ts";

/** A small scenario, to be changed along the axes of a plan. */
export const base = {
  name: "small",
  seed: 1,
  agents: 4,
  rounds: 12,
  topology: { kind: "ring" },
  environment: { kind: "garnet", states: 5, actions: 3, branching: 3, discount: 0.9 },
  algorithm: { kind: "fednpg", stepSize: 0.3, temperature: 0.1 },
};

/** A run by its place on the axes and what its scenario has beside `base`. */
export type Point = readonly [point: Readonly<Record<string, Cell>>, scenario: Record<string, unknown>];

/** A plan of these runs, in their order. */
export function planOf(points: readonly Point[], change: Partial<StudyPlan> = {}): StudyPlan {
  const runs = points.map(
    ([point, scenario], index): PlannedRun => ({
      index,
      point,
      seeds: { graph: 1, world: 1, learning: 1 },
      scenario: { ...base, ...scenario },
    }),
  );
  return {
    name: "by-hand",
    claim: "",
    axes: Object.keys(points[0]?.[0] ?? {}),
    gaps: [0.1, 1e-3],
    columns: [],
    remarks: [],
    runs,
    ...change,
  };
}

/** Graphs against temperatures: eight runs that end in the ways runs end when nothing goes wrong. */
export const graphs = planOf(
  ["ring", "complete", "path", "star"].flatMap((kind) =>
    [0.1, 0.02].map(
      (temperature): Point => [
        { topology: kind, temperature },
        {
          topology: { kind },
          algorithm: { ...base.algorithm, temperature },
          ...(kind === "star" && { stop: { gap: 0.05 }, rounds: 400 }),
        },
      ],
    ),
  ),
);

/** The files of a study's folder that equal studies have in common, as text or hex. */
export function tablesOf(folder: string): Record<string, string> {
  return {
    csv: readFileSync(join(folder, "study.csv"), "utf8"),
    parquet: readFileSync(join(folder, "study.parquet"), "hex"),
    plan: readFileSync(join(folder, "plan.json"), "utf8"),
  };
}

/** The names of the outcomes in a study's folder. */
export function outcomeNames(folder: string): string[] {
  return readdirSync(join(folder, "outcomes")).sort();
}

/** A metric that lets no run past this round before `open` lies beside it; it leaves `reached` there. */
export function gate(round: number): string {
  return `
import { existsSync, writeFileSync } from "node:fs";
import { z } from "zod";
const open = new URL("open", import.meta.url);
const wait = new Int32Array(new SharedArrayBuffer(4));
export default { metrics: [{
  kind: "gate",
  summary: "waits",
  options: z.strictObject({}),
  build() {
    let measured = 0;
    return { columns: [], measure() {
      if (measured++ === ${round}) {
        writeFileSync(new URL("reached", import.meta.url), "");
        while (!existsSync(open)) Atomics.wait(wait, 0, 0, 5);
      }
      return { row: {} };
    } };
  },
}] };
`;
}

/** Opens the gate in a folder. */
export function openGate(dir: string): void {
  writeFileSync(join(dir, "open"), "");
}

/** Four runs, of which the second passes a gate. */
export const gated = planOf(
  [1, 2, 3, 4].map(
    (agents): Point => [
      { agents: 2 * agents },
      {
        name: "gated",
        agents: 2 * agents,
        topology: { kind: "complete" },
        ...(agents === 2 && { plugins: ["gate.ts"] }),
      },
    ],
  ),
);
