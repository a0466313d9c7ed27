import t from "tap";
import { exp } from "../../src/math/exponential.ts";
import { rootRng } from "../../src/math/random.ts";
import { expError } from "../oracles/high-precision.ts";

/** The bounds that the docstring of `exp` states. */
const bound = 0.6;
const subnormalBound = 1;

/** ln 2^(k/64) and its neighbours: where the reduction changes its step. */
function breakpoints(): number[] {
  return Array.from({ length: 400 }, (_, k) => ((k - 200) * Math.LN2) / 64).flatMap((x) => [
    x,
    x * (1 + 2 ** -52),
    x * (1 - 2 ** -52),
  ]);
}

function worst(inputs: readonly number[]): { readonly error: number; readonly x: number } {
  let found = { error: 0, x: Number.NaN };
  for (const x of inputs) {
    const error = expError(x, exp(x));
    if (!(error <= found.error)) found = { error, x };
  }
  return found;
}

t.test("exp is within its stated bound of the exact exponential", async (t) => {
  const rng = rootRng(1).fork("exp");
  const inputs = {
    dense: Array.from({ length: 4000 }, (_, k) => -2 + k / 1000 + 1e-7),
    random: Array.from({ length: 8000 }, () => -700 * rng.next() ** 3),
    positive: Array.from({ length: 3000 }, () => 709 * rng.next()),
    tiny: Array.from({ length: 1000 }, () => (rng.next() - 0.5) * 2 ** -(60 * rng.next())),
    edges: [-708.39, -708, -707.9999, 708.9999, 709, 709.782712893384, 2 ** -1074, -(2 ** -1074)],
    breakpoints: breakpoints(),
    worstKnown: [-0.7251291186094806, -4.299464818417256, 282.6424124375971],
  };
  for (const [name, list] of Object.entries(inputs)) {
    const { error, x } = worst(list);
    t.ok(error <= bound, `${name}: ${error} ulp at ${x}`);
  }
});

t.test("subnormal results are rounded once more", async (t) => {
  const inputs = Array.from({ length: 2000 }, (_, k) => -708.4 - (k * (745.13 - 708.4)) / 2000);
  const { error, x } = worst(inputs);
  t.ok(error <= subnormalBound, `${error} ulp at ${x}`);
});

t.test("exact and limiting values", async (t) => {
  t.equal(exp(0), 1);
  t.equal(exp(-0), 1);
  t.equal(exp(Number.NEGATIVE_INFINITY), 0);
  t.equal(exp(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  t.ok(Number.isNaN(exp(Number.NaN)));
  t.equal(exp(-745.14), 0);
  t.equal(exp(-745.13), 2 ** -1074);
  t.equal(exp(709.79), Number.POSITIVE_INFINITY);
  t.ok(exp(709.78) < Number.POSITIVE_INFINITY);
});

t.test("exp is monotone across its seams", async (t) => {
  for (const seam of [-745.13, -708.4, -708, 0, 709, 709.78, ...breakpoints()]) {
    const step = Math.max(Math.abs(seam) * 2 ** -50, 2 ** -60);
    t.ok(exp(seam - step) <= exp(seam) && exp(seam) <= exp(seam + step), `${seam}`);
  }
});
