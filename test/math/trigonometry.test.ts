// Sine and cosine against series in exact integers, 200 bits after the point.
import t from "tap";
import { rootRng } from "../../src/math/random.ts";
import { cos, largestAngle, sin } from "../../src/math/trigonometry.ts";

const point = 200n;
const one = 1n << point;

/** A float64 in fixed point, exactly; it must not be tiny. */
function fixed(x: number): bigint {
  let [mantissa, exponent] = [x, 0];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [mantissa * 2, exponent + 1];
  return (BigInt(mantissa) << point) >> BigInt(exponent);
}

/** arctan(1/n). */
function arctan(n: bigint): bigint {
  let [power, sum] = [one / n, 0n];
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += k % 4n === 1n ? power / k : -power / k;
    power /= n * n;
  }
  return sum;
}

const pi = 4n * (4n * arctan(5n) - arctan(239n));

/** sin and cos by their series, after whole turns are taken off. */
function exact(x: number): { sin: bigint; cos: bigint } {
  const turns = fixed(x) / (2n * pi);
  const r = fixed(x) - turns * 2n * pi;
  const sums = { sin: 0n, cos: 0n };
  let term = one;
  for (let k = 0n; term !== 0n; k++) {
    const sign = k % 4n < 2n ? 1n : -1n;
    if (k % 2n === 0n) sums.cos += sign * term;
    else sums.sin += sign * term;
    term = ((term * r) >> point) / (k + 1n);
  }
  return sums;
}

const error = (found: number, truth: bigint) => Math.abs(Number(fixed(found) - truth)) / Number(one);

t.test("sin and cos are within 2e-16 of the truth, near multiples of π/2 too", async (t) => {
  const rng = rootRng(1).fork("angles");
  const near = Array.from({ length: 400 }, (_, k) => ((k - 200) * Math.PI) / 4);
  const inputs = [
    ...Array.from({ length: 2000 }, () => 14 * rng.next() - 7),
    ...Array.from({ length: 500 }, () => largestAngle * (2 * rng.next() - 1)),
    ...near.flatMap((x) => [x, x * (1 + 2 ** -52), x + 1e-9]),
    0.5,
    1e-5,
  ];
  let worst = 0;
  for (const x of inputs) {
    const truth = exact(x);
    worst = Math.max(worst, error(sin(x), truth.sin), error(cos(x), truth.cos));
  }
  t.ok(worst < 2e-16, `at most ${worst}`);
});

t.test("zeros, symmetry and the limit", async (t) => {
  t.equal(sin(0), 0);
  t.equal(cos(0), 1);
  for (const x of [0.3, 2, 77]) {
    t.equal(sin(-x), -sin(x));
    t.equal(cos(-x), cos(x));
  }
  for (const x of [largestAngle * 1.01, Number.NaN, Number.POSITIVE_INFINITY]) t.ok(Number.isNaN(sin(x)));
});
