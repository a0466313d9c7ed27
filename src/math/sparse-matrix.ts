// Sparse square matrices in compressed rows.

/**
 * Row i holds `values[k]` at column `columns[k]` for `offsets[i] ≤ k < offsets[i + 1]`, ascending in column.
 */
export interface SparseMatrix {
  readonly size: number;
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** A sparse matrix from its rows: parallel lists of columns (ascending) and values. */
export function sparseFromRows(
  size: number,
  row: (index: number) => { readonly columns: Int32Array; readonly values: Float64Array },
): SparseMatrix {
  const offsets = new Int32Array(size + 1);
  for (let i = 0; i < size; i++) offsets[i + 1] = offsets[i] + row(i).columns.length;
  const columns = new Int32Array(offsets[size]);
  const values = new Float64Array(offsets[size]);
  for (let i = 0; i < size; i++) {
    const entries = row(i);
    columns.set(entries.columns, offsets[i]);
    values.set(entries.values, offsets[i]);
  }
  return { size, offsets, columns, values };
}

/** The transpose. */
export function transposeOf({ size, offsets, columns, values }: SparseMatrix): SparseMatrix {
  const starts = new Int32Array(size + 1);
  for (const column of columns) starts[column + 1]++;
  for (let i = 0; i < size; i++) starts[i + 1] += starts[i];
  const filled = starts.slice(0, size);
  const rows = new Int32Array(columns.length);
  const moved = new Float64Array(values.length);
  for (let i = 0; i < size; i++) {
    for (let k = offsets[i]; k < offsets[i + 1]; k++) {
      const at = filled[columns[k]]++;
      rows[at] = i;
      moved[at] = values[k];
    }
  }
  return { size, offsets: starts, columns: rows, values: moved };
}

/** out = A x, sums by ascending column. */
export function multiply(
  { size, offsets, columns, values }: SparseMatrix,
  x: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let k = offsets[i]; k < offsets[i + 1]; k++) sum += values[k] * x[columns[k]];
    out[i] = sum;
  }
}
