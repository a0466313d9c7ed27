import t from "tap";
import { scaleToDoublyStochastic } from "../../../src/mixing/rules/scaling.ts";
import { fromNeighbours } from "../../../src/topology/adjacency.ts";
import { build, complete, dense, directedRing, irregular, lopsided, path, star } from "../graphs.ts";

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Sinkhorn's own iteration on dense matrices, a fixed large number of times. */
function alternated(support: readonly (readonly number[])[]): number[][] {
  let w = support.map((row) => [...row]);
  for (let round = 0; round < 20_000; round++) {
    w = w.map((row) => row.map((x) => x / sum(row)));
    const columns = w.map((_, j) => sum(w.map((row) => row[j]!)));
    w = w.map((row) => row.map((x, j) => x / columns[j]!));
  }
  return w;
}

t.test("it is the limit of alternate scaling", async (t) => {
  for (const graph of [path(6), star(7), lopsided(9), irregular(12, 8), complete(4), directedRing(5)]) {
    const w = dense(build("sinkhorn", graph));
    const expected = alternated(w.map((row) => row.map((x) => (x === 0 ? 0 : 1))));
    w.forEach((row, i) => {
      row.forEach((x, j) => {
        if (Math.abs(x - expected[i]![j]!) > 1e-11) t.fail(`W[${i}][${j}] = ${x}, ${expected[i]![j]}`);
      });
      t.ok(Math.min(...graph.hears(i, 0).map((j) => row[j]!), row[i]!) > 0, "the whole support is used");
    });
  }
});

t.test("hard supports converge in a few rounds", async (t) => {
  const n = 300;
  // Agent 0 hears everyone, the others their predecessor: alternate scaling alone takes a million sweeps.
  const heard = (i: number) => (i === 0 ? Array.from({ length: n }, (_, k) => k) : [i - 1, i]);
  const rows = Array.from({ length: n }, (_, i) => heard(i));
  const columns = rows.map((_, j) => rows.flatMap((row, i) => (row.includes(j) ? [i] : [])));
  const { rowError, x, y } = scaleToDoublyStochastic({ rows, columns }, 1e-13, 30);
  t.ok(rowError <= 1e-13, `${rowError}`);
  t.ok(Math.abs(sum(rows[0]!.map((j) => x[0]! * y[j]!)) - 1) <= 2e-13);
  t.ok(columns.every((column, j) => Math.abs(sum(column.map((i) => x[i]! * y[j]!)) - 1) <= 2e-13));
});

t.test("an edge on no cycle is named", async (t) => {
  // Two cycles 0-1 and 2-3-4 with a bridge from the first to the second.
  const graph = fromNeighbours(5, (i) => [[1], [0], [4, 1], [2], [3]][i]!);
  t.throws(() => build("sinkhorn", graph), /mixing.kind: got "sinkhorn"; .*the edge 1→2 lies on no cycle/);
});
