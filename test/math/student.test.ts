import fc from "fast-check";
import t from "tap";
import { probabilityWithin, studentQuantile } from "../../src/math/student.ts";

t.test("Student's t as tables have it", async (t) => {
  // Two-sided 95 % and 99 %; any table of the distribution.
  const table: readonly (readonly [number, number, number])[] = [
    [1, 12.7062, 63.6567],
    [2, 4.3027, 9.9248],
    [3, 3.1824, 5.8409],
    [4, 2.7764, 4.6041],
    [8, 2.306, 3.3554],
    [10, 2.2281, 3.1693],
    [29, 2.0452, 2.7564],
    [30, 2.0423, 2.75],
    [100, 1.984, 2.6259],
    [1000, 1.9623, 2.5808],
  ];
  for (const [freedom, ninetyFive, ninetyNine] of table) {
    t.ok(Math.abs(studentQuantile(0.95, freedom) - ninetyFive) < 6e-5, `95 %, ν = ${freedom}`);
    t.ok(Math.abs(studentQuantile(0.99, freedom) - ninetyNine) < 6e-5, `99 %, ν = ${freedom}`);
  }
});

t.test("the closed forms of one and two degrees of freedom, which have no sum", async (t) => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.999, noNaN: true }), (p) => {
      const cauchy = Math.tan((Math.PI * p) / 2);
      const two = p * Math.sqrt(2 / (1 - p * p));
      return (
        Math.abs(studentQuantile(p, 1) / cauchy - 1) < 1e-9 &&
        Math.abs(studentQuantile(p, 2) / two - 1) < 1e-9
      );
    }),
  );
  t.pass();
});

t.test("the probability is the integral of the density", async (t) => {
  for (const freedom of [1, 2, 3, 5, 6, 11, 40]) {
    // The density up to its constant, by Simpson's rule; the constant from the integral far out.
    const density = (x: number) => (1 + (x * x) / freedom) ** (-(freedom + 1) / 2);
    const ratio = integral(density, 1.7) / integral(density, 0.6);
    const found = probabilityWithin(1.7, freedom) / probabilityWithin(0.6, freedom);
    t.ok(Math.abs(found / ratio - 1) < 1e-10, `ν = ${freedom}`);
  }
});

function integral(f: (x: number) => number, end: number, steps = 2000): number {
  const h = end / steps;
  let sum = f(0) + f(end);
  for (let k = 1; k < steps; k++) sum += (k % 2 === 1 ? 4 : 2) * f(k * h);
  return (sum * h) / 3;
}
