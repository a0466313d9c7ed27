// Square sparse matrices in compressed rows.

/** Row i holds columns[k], values[k] for offsets[i] ≤ k < offsets[i + 1]. */
export interface SparseRows {
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** y = A x. */
export function multiply({ offsets, columns, values }: SparseRows, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) {
    let sum = 0;
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) sum += values[k]! * x[columns[k]!]!;
    y[i] = sum;
  }
}

/** The transpose. */
export function transposed({ offsets, columns, values }: SparseRows): SparseRows {
  const size = offsets.length - 1;
  const starts = new Int32Array(size + 1);
  for (const column of columns) starts[column + 1]!++;
  for (let i = 0; i < size; i++) starts[i + 1]! += starts[i]!;
  const filled = starts.slice();
  const rows = new Int32Array(columns.length);
  const moved = new Float64Array(values.length);
  for (let i = 0; i < size; i++) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const at = filled[columns[k]!]!++;
      rows[at] = i;
      moved[at] = values[k]!;
    }
  }
  return { offsets: starts, columns: rows, values: moved };
}
