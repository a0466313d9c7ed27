import t from "tap";
import { randomRow } from "../../../src/mixing/rules/random-row.ts";
import { complete, context, dense, lopsided, matchings } from "../graphs.ts";

const drawn = (seed: number, topology = lopsided(9)) => randomRow.build({}, { ...context(topology), seed });

t.test("equal seeds give equal rows, other seeds others; steps draw anew", async (t) => {
  t.same(dense(drawn(3)), dense(drawn(3)));
  t.notSame(dense(drawn(3)), dense(drawn(4)));
  const varying = drawn(3, matchings(4));
  t.not(varying.row(0, 0).weights[0], varying.row(0, 1).weights[0]);
});

t.test("an agent's draws do not depend on the other agents", async (t) => {
  const [small, large] = [drawn(5, lopsided(9)), drawn(5, lopsided(12))];
  t.same(small.row(4, 0), large.row(4, 0));
});

t.test("the weights are uniform draws over their sum", async (t) => {
  const n = 200;
  const w = dense(drawn(1, complete(n)));
  t.ok(w.every((row) => row.every((x) => x > 0)));
  // A row's ratio to its largest is uniform on (0, 1]: mean 1/2, variance 1/12, up to the largest being 1 −
  // O(1/N).
  const ratios = w.flatMap((row) => row.map((x) => x / Math.max(...row)));
  const mean = ratios.reduce((a, b) => a + b, 0) / ratios.length;
  const spread = ratios.reduce((a, b) => a + (b - mean) ** 2, 0) / ratios.length;
  t.ok(Math.abs(mean - 0.5) < 5 * Math.sqrt(1 / 12 / n ** 2) + 1 / n, `${mean}`);
  t.ok(Math.abs(spread - 1 / 12) < 5 * Math.sqrt(1 / 180 / n ** 2) + 1 / n, `${spread}`);
  const own = w.map((row, i) => row[i]! / Math.max(...row));
  t.ok(Math.abs(own.reduce((a, b) => a + b, 0) / n - 0.5) < 5 * Math.sqrt(1 / 12 / n) + 1 / n, "self too");
});
