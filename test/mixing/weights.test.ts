import fc from "fast-check";
import t from "tap";
import { withLaziness } from "../../src/mixing/lazy.ts";
import { fromEdgeWeights, fromRows, transpose, weightsOf, withSelf } from "../../src/mixing/weights.ts";
import { build, complete, dense, denseFromColumns, directedRing, path, ring } from "./graphs.ts";

t.test("zeros are dropped", async (t) => {
  t.same(weightsOf([0, 2, 5], [0.5, 0, -1]), {
    agents: Int32Array.of(0, 5),
    weights: Float64Array.of(0.5, -1),
  });
  t.same([...withSelf([0, 2, 5], [1, 2, 3], 4, 9).agents], [0, 2, 4, 5]);
  t.same([...withSelf([0, 2, 5], [1, 2, 3], 7, 9).weights], [1, 2, 3, 9]);
  t.same([...withSelf([0, 2, 5], [1, 2, 3], 4, 0).agents], [0, 2, 5]);
});

t.test("the transpose of the transpose is the matrix", async (t) => {
  const entry = fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true }));
  const square = fc.integer({ min: 1, max: 9 }).chain((n) => {
    const row = fc.array(entry, { minLength: n, maxLength: n });
    return fc.array(row, { minLength: n, maxLength: n });
  });
  fc.assert(
    fc.property(square, (w) => {
      const rows = w.map((row) => weightsOf([...row.keys()], row));
      const columns = transpose(rows);
      t.same(transpose(columns), rows);
      const mixing = fromRows(complete(w.length), (agent) => rows[agent]!);
      t.same(denseFromColumns(mixing), dense(mixing));
    }),
    { numRuns: 50, seed: 1 },
  );
});

t.test("an agent keeps what its edges leave, added in ascending order", async (t) => {
  const mixing = fromEdgeWeights(ring(5), () => (i, j) => (i < j ? 0.1 : 0.7));
  t.equal(dense(mixing)[2]![2], 1 - (0.7 + 0.1));
  const given = fromEdgeWeights(ring(5), () => () => 0.25, { self: (agent) => agent / 10 });
  t.same(
    dense(given).map((row, i) => row[i]),
    [0, 0.1, 0.2, 0.3, 0.4],
  );
});

t.test("symmetric rows serve as columns", async (t) => {
  const mixing = build("metropolis", path(6));
  t.equal(mixing.column(3, 0), mixing.row(3, 0));
  const lazy = withLaziness(mixing, 0.5);
  t.equal(lazy.column(3, 0), lazy.row(3, 0));
});

t.test("laziness gives an agent a weight of its own where it had none", async (t) => {
  const shift = fromEdgeWeights(directedRing(4), () => () => 1);
  t.equal(withLaziness(shift, 0), shift);
  const lazy = withLaziness(shift, 0.5);
  t.same(dense(lazy)[0], [0.5, 0, 0, 0.5]);
  t.same(denseFromColumns(lazy), dense(lazy));
});
