import fc from "fast-check";
import t from "tap";
import { eliminate, lanes, planElimination } from "../../src/math/elimination.ts";
import { rootRng } from "../../src/math/random.ts";
import { denseSolve } from "../oracles/dense-solve.ts";
import { resolventMatrix, stochasticRows } from "../oracles/substochastic.ts";

/** Solves several dense matrices of one pattern side by side; matrix l in lane l. */
function solveLanes(matrices: readonly number[][][], sides: readonly number[][]): number[][] {
  const n = matrices[0]!.length;
  const pattern = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => j).filter((j) => matrices.some((a) => a[i]![j] !== 0)),
  );
  const program = planElimination(pattern, Number.POSITIVE_INFINITY)!;
  const m = new Float64Array(program.entries * lanes);
  const y = new Float64Array(n * lanes);
  for (let lane = 0; lane < lanes; lane++) {
    const a = matrices[lane % matrices.length]!;
    pattern.forEach((columns, i) => {
      for (const j of columns) m[program.entry(i, j) * lanes + lane] = a[i]![j]!;
      m[program.entry(i, i) * lanes + lane] = a[i]![i]!;
      y[program.place[i]! * lanes + lane] = sides[lane % sides.length]![i]!;
    });
  }
  eliminate(program, m, y);
  return matrices.map((_, lane) =>
    Array.from({ length: n }, (_, i) => y[program.place[i]! * lanes + lane]!),
  );
}

t.test("every lane agrees with a dense pivoted solve of its own matrix", async (t) => {
  const sizes = fc.record({
    n: fc.integer({ min: 1, max: 25 }),
    successors: fc.integer({ min: 1, max: 4 }),
    gamma: fc.constantFrom(0, 0.5, 0.9, 0.99),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(sizes, ({ n, successors, gamma, seed }) => {
      const rng = rootRng(seed);
      const matrices = Array.from({ length: lanes }, () =>
        resolventMatrix(stochasticRows(rng, n, successors), gamma),
      );
      const sides = matrices.map((rows) => rows.map(() => rng.next()));
      solveLanes(matrices, sides).forEach((x, lane) => {
        const exact = denseSolve(matrices[lane]!, sides[lane]!);
        const scale = Math.max(...exact.map(Math.abs));
        exact.forEach((value, i) => {
          t.ok(Math.abs(value - x[i]!) <= (1e-15 / (1 - gamma)) * 20 * scale, `lane ${lane}, row ${i}`);
        });
      });
    }),
    { seed: 3, numRuns: 40 },
  );
});

t.test("the program is the fill-in of the order: its entries are distinct and all addressed", async (t) => {
  const rng = rootRng(2);
  const rows = stochasticRows(rng, 30, 3);
  const pattern = rows.map((row) => row.flatMap((value, j) => (value === 0 ? [] : [j])));
  const program = planElimination(pattern, Number.POSITIVE_INFINITY)!;
  const addresses = new Set<number>();
  pattern.forEach((columns, i) => {
    for (const j of [...columns, i]) addresses.add(program.entry(i, j));
    for (const j of columns) t.not(program.entry(j, i), undefined, "symmetrised");
  });
  const distinct = new Set(pattern.flatMap((columns, i) => [...columns, i].map((j) => `${i},${j}`)));
  t.equal(addresses.size, distinct.size);
  t.ok([...addresses].every((entry) => entry >= 0 && entry < program.entries));
  t.ok(program.targets.every((entry) => entry >= 0 && entry < program.entries));
  const updates = program.length.reduce((sum, m) => sum + m * m, 0);
  t.equal(program.targets.length, updates);
  t.ok(planElimination(pattern, updates));
  t.equal(planElimination(pattern, updates - 1), undefined);
});

t.test("an identity costs nothing and a diagonal divides", async (t) => {
  t.same(solveLanes([[[4, 0], [0, 0.5]]], [[8, 8]]), [[2, 16]]); // biome-ignore format: a matrix
});
