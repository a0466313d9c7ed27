import t from "tap";
import { rootRng } from "../../src/math/random.ts";
import { solveResolvent } from "../../src/math/resolvent.ts";
import { multiply } from "../../src/math/sparse-matrix.ts";
import { denseSolve } from "../oracles/dense-solve.ts";
import { sparse } from "../oracles/sparse.ts";
import { resolventMatrix, stochasticRows } from "../oracles/substochastic.ts";

/** ‖b − (I − γP)x‖ relative to ‖b‖ + 2‖x‖, in the largest entry. */
function residual(p: ReturnType<typeof sparse>, gamma: number, x: Float64Array, b: Float64Array) {
  const y = new Float64Array(b.length);
  multiply(p, x, y);
  const largest = (z: Float64Array) => Math.max(...z.map(Math.abs));
  return largest(b.map((value, i) => value - (x[i]! - gamma * y[i]!))) / (largest(b) + 2 * largest(x));
}

t.test("random matrices agree with pivoted dense elimination", async (t) => {
  const rng = rootRng(1);
  for (const n of [1, 2, 5, 30]) {
    for (const gamma of [0, 0.5, 0.9, 0.99, 0.9999]) {
      const rows = stochasticRows(rng, n, 3);
      const p = sparse(rows);
      const b = Float64Array.from({ length: n }, () => rng.next());
      const x = solveResolvent(p, gamma, b);
      const exact = denseSolve(resolventMatrix(rows, gamma), b);
      const scale = Math.max(...exact.map(Math.abs));
      // The condition number of I − γP is at most (1+γ)/(1−γ).
      const tolerance = (2e-15 * (1 + gamma)) / (1 - gamma);
      const error = Math.max(...exact.map((value, i) => Math.abs(value - x[i]!))) / scale;
      t.ok(error <= 1e-15 + 4 * tolerance, `${n}, ${gamma}: ${error}`);
      t.ok(residual(p, gamma, x, b) < 4e-15, `${n}, ${gamma}`);
    }
  }
});

t.test("where the iteration breaks down, elimination takes over", async (t) => {
  // A long directed cycle is its own worst case: Krylov spaces see b arrive only after n steps.
  for (const n of [200, 301]) {
    const rows = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => Number(j === (i + 1) % n)),
    );
    const gamma = 0.9999;
    const b = new Float64Array(n);
    b[0] = 1;
    const x = solveResolvent(sparse(rows), gamma, b);
    // x_i = γ^(distance from i to 0) / (1 − γⁿ).
    for (let i = 0; i < n; i++) {
      const exact = gamma ** ((n - i) % n) / (1 - gamma ** n);
      t.ok(Math.abs(x[i]! - exact) <= 1e-9 * exact, `${n}: ${i}`);
    }
    t.ok(residual(sparse(rows), gamma, x, b) < 1e-14);
  }
});

t.test("nothing in, nothing out", async (t) => {
  t.same(solveResolvent(sparse([[1]]), 0.9, Float64Array.of(0)), Float64Array.of(0));
  t.match(solveResolvent(sparse([[1]]), 0.9, Float64Array.of(1))[0], 1 / (1 - 0.9));
});
