// What `hearsay study --dry-run` prints: the axes, what is left out, and what the study will take.
import type { Cell, StudyPlan, StudySeeds } from "../scenario/study/study-plan.ts";

/** The name and the claim, a table of axes and seeds, the number of runs, and the plan's remarks. */
export function planText({ name, claim, axes, runs, remarks }: StudyPlan): string {
  const varied = axes.map((axis) => line(axis, distinct(runs.map(({ point }) => point[axis]!))));
  const seeded = (["graph", "world", "learning"] as const satisfies (keyof StudySeeds)[]).map((kind) =>
    line(`${kind} seed`, distinct(runs.map(({ seeds }) => seeds[kind]))),
  );
  const title = claim === "" ? name : `${name}: ${claim}`;
  const rows = [["axis", "", "values"], ...varied, ...seeded];
  const [wide, narrow] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows
    .map(([axis, count, values]) => `${axis!.padEnd(wide!)}  ${count!.padStart(narrow!)}  ${values}\n`)
    .join("");
  const remarked = remarks.map((remark) => `  ${remark}\n`).join("");
  return `${title}\n\n${table}\n${counted(runs.length)}\n${remarked}`;
}

/** "1 run", "36 runs". */
export function counted(runs: number): string {
  return `${runs} run${runs === 1 ? "" : "s"}`;
}

function distinct(values: readonly Cell[]): Cell[] {
  return [...new Set(values)];
}

/** The axis, how many values it has, and as many of them as a line holds. */
function line(axis: string, values: readonly Cell[]): string[] {
  const texts = values.map(String);
  const width = (shown: readonly string[]) => shown.join(", ").length;
  let shown = texts;
  for (let kept = texts.length - 1; width(shown) > lineWidth && kept > 1; kept--)
    shown = [...texts.slice(0, kept - 1), "…", texts.at(-1)!];
  return [axis, String(values.length), shown.join(", ")];
}

const lineWidth = 70;

/** "about 3 min", to a whole number of the unit. */
export function shortDuration(seconds: number): string {
  if (seconds < 1) return "below 1 s";
  const [size, unit] = units.find(([least]) => seconds < 90 * least) ?? units.at(-1)!;
  return `about ${Math.round(seconds / size)} ${unit}`;
}

const units = [
  [1, "s"],
  [60, "min"],
  [3600, "h"],
  [86_400, "days"],
] as const;
