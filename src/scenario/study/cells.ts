// What tables show of an axis's values: short, and different for different values.
import { canonicalJson } from "../digest.ts";
import { isRecord } from "../yaml.ts";
import type { Cell } from "./study-plan.ts";

/**
 * A cell for each value. Texts, numbers and truth values stand for themselves; a mapping for its `kind`, and
 * where others of the kind are among the values, for the options that tell it apart from them.
 */
export function cellsOf(values: readonly unknown[]): readonly Cell[] {
  const cells = values.map((value) => (isRecord(value) ? nameOf(value, values) : plain(value)));
  return cells.map((cell, k) => (cells.indexOf(cell) === k ? cell : canonicalJson(values[k])));
}

function plain(value: unknown): Cell {
  const isCell = ["string", "number", "boolean"].includes(typeof value);
  return isCell ? (value as Cell) : canonicalJson(value);
}

function nameOf(value: Record<string, unknown>, values: readonly unknown[]): string {
  const alike = values.filter((other) => isRecord(other) && other.kind === value.kind);
  const leaves = alike.map((other) => leavesOf(other));
  const telling = [...leavesOf(value)].filter(([path, text]) =>
    leaves.some((other) => other.get(path) !== text),
  );
  const options = telling.filter(([path]) => path !== "kind").map(([path, text]) => `${path}=${text}`);
  const words = [...(typeof value.kind === "string" ? [value.kind] : []), ...options];
  return words.length === 0 ? canonicalJson(value) : words.join(" ");
}

/** Every value that is no mapping, by its path within the mapping. */
function leavesOf(value: unknown, above = ""): Map<string, string> {
  if (!isRecord(value)) return new Map([[above, String(plain(value))]]);
  const inner = Object.entries(value).flatMap(([name, member]) => [
    ...leavesOf(member, above === "" ? name : `${above}.${name}`),
  ]);
  return new Map(inner);
}
