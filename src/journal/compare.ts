// Where two journals part.
import type { RowEntry } from "./journal.ts";
import type { Journal } from "./read.ts";

/** Whether two runs agree wherever both measured, in words. */
export interface Difference {
  readonly equal: boolean;
  readonly text: string;
}

/** Compares the digests of the rounds that both journals hold. */
export function firstDifference(a: Journal, b: Journal): Difference {
  const rowsOfB = new Map(b.rows.map((row) => [row.round, row]));
  const pairs = a.rows.flatMap((row) => {
    const other = rowsOfB.get(row.round);
    return other === undefined ? [] : [[row, other] as const];
  });
  if (pairs.length === 0) return { equal: false, text: "the runs have no measured round in common" };
  const apart = pairs.find(([x, y]) => x.digest !== y.digest);
  if (apart !== undefined) return { equal: false, text: describe(...apart) };
  return { equal: true, text: `equal: all ${pairs.length} common rounds have the same digests` };
}

function describe(x: RowEntry, y: RowEntry): string {
  const sizes = [x.digests.length, y.digests.length];
  if (sizes[0] !== sizes[1]) return `round ${x.round}: ${sizes[0]} agents against ${sizes[1]}`;
  const agent = x.digests.findIndex((digest, n) => digest !== y.digests[n]);
  return `round ${x.round}, agent ${agent}: ${x.digests[agent]} against ${y.digests[agent]}`;
}
