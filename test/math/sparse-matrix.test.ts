import fc from "fast-check";
import t from "tap";
import { multiply, transposeOf } from "../../src/math/sparse-matrix.ts";
import { sparse } from "../oracles/sparse.ts";

const matrix = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc.array(fc.array(fc.constantFrom(0, 0, 1, 2.5, -3), { minLength: n, maxLength: n }), {
    minLength: n,
    maxLength: n,
  }),
);

t.test("products and transposes agree with the dense definition", async (t) => {
  fc.assert(
    fc.property(matrix, (rows) => {
      const x = Float64Array.from(rows, (_, i) => i + 1);
      const y = new Float64Array(rows.length);
      multiply(sparse(rows), x, y);
      const dot = (row: readonly number[]) => row.reduce((sum, a, j) => sum + a * x[j]!, 0);
      t.same([...y], rows.map(dot));
      multiply(transposeOf(sparse(rows)), x, y);
      const columns = rows.map((_, j) => rows.map((row) => row[j]!));
      t.same([...y], columns.map(dot));
    }),
    { seed: 1 },
  );
});
