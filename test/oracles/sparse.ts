// Between dense lists of rows and compressed rows.
import type { SparseMatrix } from "../../src/math/sparse-matrix.ts";

/** The compressed rows of a dense square matrix; zeros are left out. */
export function sparse(rows: readonly (readonly number[])[]): SparseMatrix {
  const offsets = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    row.forEach((value, column) => {
      if (value === 0) return;
      columns.push(column);
      values.push(value);
    });
    offsets.push(columns.length);
  }
  return {
    size: rows.length,
    offsets: Int32Array.from(offsets),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}
