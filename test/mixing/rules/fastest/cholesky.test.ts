import t from "tap";
import { factor, inverse, solve } from "../../../../src/mixing/rules/fastest/cholesky.ts";

/** B Bᵀ + I for a matrix B of sines. */
function definite(n: number): Float64Array {
  const b = Float64Array.from({ length: n * n }, (_, k) => Math.sin(k * k + 1));
  return b.map((_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    let sum = i === j ? 1 : 0;
    for (let l = 0; l < n; l++) sum += b[i * n + l]! * b[j * n + l]!;
    return sum;
  });
}

const timesVector = (a: Float64Array, x: Float64Array) =>
  x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * x.length + j]! * value, 0));

for (const n of [1, 2, 3, 4, 5, 6, 9, 23]) {
  t.test(`order ${n}`, async (t) => {
    const a = definite(n);
    const c = a.slice();
    t.ok(factor(c, n));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k <= j; k++) sum += c[i * n + k]! * c[j * n + k]!;
        t.ok(Math.abs(sum - a[i * n + j]!) < 1e-12, "C Cᵀ = A");
      }
    }
    const x = Float64Array.from({ length: n }, (_, k) => k - 2.5);
    const b = timesVector(a, x);
    solve(c, n, b);
    t.ok(
      b.every((value, k) => Math.abs(value - x[k]!) < 1e-10),
      "A⁻¹ (A x) = x",
    );
    const back = timesVector(inverse(c, n), timesVector(a, x));
    t.ok(
      back.every((value, k) => Math.abs(value - x[k]!) < 1e-10),
      "the inverse",
    );
  });
}

t.test("matrices that are not positive definite are found out", async (t) => {
  t.notOk(factor(Float64Array.of(1, 2, 2, 1), 2));
  t.notOk(factor(Float64Array.of(0), 1));
  t.notOk(factor(Float64Array.of(Number.NaN), 1));
  const indefinite = definite(9);
  indefinite[8 * 9 + 8] = -1;
  t.notOk(factor(indefinite, 9));
});
