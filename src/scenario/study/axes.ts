// The axes of a study and the points they span.
import { ScenarioError } from "../../error.ts";
import { canonicalJson } from "../digest.ts";
import { cellsOf } from "./cells.ts";
import { valuesOf } from "./range.ts";
import type { Study } from "./study.ts";
import type { Cell } from "./study-plan.ts";

/** Paths of the scenario that advance together: at step k, `paths[i]` is set to `columns[i][k]`. */
interface Axis {
  readonly paths: readonly string[];
  readonly columns: readonly (readonly unknown[])[];
  readonly cells: readonly (readonly Cell[])[];
}

/** One combination of the axes' values. */
export interface Point {
  /** By path: what the scenario is set to. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By path: what tables show of it. */
  readonly cells: Readonly<Record<string, Cell>>;
}

/** What a study can span; each combination is built once before the first run. */
const mostPoints = 100_000;

const oneForAll = "paths other than name, claim and plugins, which all runs have in common";
const asSeeds = (name: string) => `other paths; seeds are axes of their own: seeds: { ${name}: 3 }`;

/** Paths that no axis may set, with what to do instead. */
const notVaried: Readonly<Record<string, string | undefined>> = {
  name: oneForAll,
  claim: oneForAll,
  plugins: oneForAll,
  seed: asSeeds("learning"),
  "topology.seed": asSeeds("graph"),
  "mixing.seed": asSeeds("graph"),
  "environment.seed": asSeeds("world"),
};

/**
 * The axes of a study: `vary` in its order, then `zip`.
 * @throws ScenarioError where values repeat, zipped ones are not equally many, a path has two axes or may
 * have none
 */
export function axesOf({ vary = {}, zip = [] }: Pick<Study, "vary" | "zip">): readonly Axis[] {
  const varied = Object.entries(vary).map(([path, values]) => axis({ [path]: values }, `vary.${path}`));
  const zipped = zip.map((entry, k) => axis(entry, `zip[${k}]`));
  const axes = [...varied, ...zipped];
  const paths = axes.flatMap((one) => one.paths);
  paths.forEach((path, k) => {
    const refusal = paths.indexOf(path) === k ? notVaried[path] : "a path that no other axis sets";
    if (refusal !== undefined) throw new ScenarioError(path in vary ? "vary" : "zip", path, refusal);
  });
  return axes;
}

function axis(entry: NonNullable<Study["vary"]>, place: string): Axis {
  const paths = Object.keys(entry);
  const columns = Object.values(entry).map(valuesOf);
  const { length } = columns[0]!;
  columns.forEach((column, k) => {
    if (column.length === length) return;
    const found = `${column.length} values of ${paths[k]}`;
    throw new ScenarioError(place, found, `as many as ${paths[0]} has: ${length}`);
  });
  const seen = new Set<string>();
  for (let k = 0; k < length; k++) {
    const step = canonicalJson(columns.map((column) => column[k]));
    const found = columns.length === 1 ? columns[0]![k] : step;
    if (seen.has(step))
      throw new ScenarioError(`${place}[${k}]`, found, "values that differ from each other");
    seen.add(step);
  }
  return { paths, columns, cells: columns.map(distinctCells) };
}

/** Equal values of a zipped column have equal cells. */
function distinctCells(column: readonly unknown[]): readonly Cell[] {
  const texts = column.map((value) => canonicalJson(value));
  const distinct = [...new Set(texts)];
  const cells = cellsOf(distinct.map((text) => column[texts.indexOf(text)]));
  return texts.map((text) => cells[distinct.indexOf(text)]!);
}

/**
 * All combinations, the last axis varying fastest; the one empty point where there are no axes.
 * @throws ScenarioError where there are too many
 */
export function cross(axes: readonly Axis[]): readonly Point[] {
  const count = axes.reduce((product, { columns }) => product * columns[0]!.length, 1);
  if (count > mostPoints)
    throw new ScenarioError("vary", `${count} combinations`, `at most ${mostPoints} in one study`);
  return axes.reduce<readonly Point[]>(
    (points, { paths, columns, cells }) =>
      points.flatMap(({ values, cells: shown }) =>
        columns[0]!.map((_, k) => ({
          values: { ...values, ...record(paths, (i) => columns[i]![k]) },
          cells: { ...shown, ...record(paths, (i) => cells[i]![k]!) },
        })),
      ),
    [{ values: {}, cells: {} }],
  );
}

function record<V>(names: readonly string[], value: (index: number) => V): Record<string, V> {
  return Object.fromEntries(names.map((name, index) => [name, value(index)]));
}
