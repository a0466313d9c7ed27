import t from "tap";
import { exp } from "../../src/math/exponential.ts";
import { log } from "../../src/math/logarithm.ts";
import { rootRng } from "../../src/math/random.ts";
import { logError } from "../oracles/high-precision.ts";

/** The bound that the docstring of `log` states. */
const bound = 0.9;

function worst(inputs: readonly number[]): { readonly error: number; readonly x: number } {
  let found = { error: 0, x: Number.NaN };
  for (const x of inputs) {
    const error = logError(x, log(x));
    if (!(error <= found.error)) found = { error, x };
  }
  return found;
}

t.test("log is within its stated bound of the exact logarithm", async (t) => {
  const rng = rootRng(1).fork("log");
  const inputs = {
    aroundOne: Array.from({ length: 4000 }, () => 1 + (rng.next() - 0.5) * 2 ** -(45 * rng.next())).filter(
      (x) => x !== 1,
    ),
    seam: Array.from({ length: 2000 }, (_, k) => Math.SQRT2 * (1 + (k - 1000) * 2 ** -40)),
    lowSeam: Array.from({ length: 2000 }, (_, k) => Math.SQRT1_2 * (1 + (k - 1000) * 2 ** -40)),
    sums: Array.from({ length: 4000 }, () => 1 + 20 * rng.next()),
    wide: Array.from({ length: 3000 }, () => exp(1400 * (rng.next() - 0.5))),
    worstKnown: [1.3982233159545447, 0.7067993243188135, 1.593379119662584],
    next: [1 + 2 ** -52, 1 - 2 ** -53, 1 + 2 ** -51],
    edges: [2 ** -1074, 3 * 2 ** -1074, 2 ** -1022, 2 ** -1022 - 2 ** -1074, Number.MAX_VALUE, 2, 0.5],
  };
  for (const [name, list] of Object.entries(inputs)) {
    const { error, x } = worst(list);
    t.ok(error <= bound, `${name}: ${error} ulp at ${x}`);
  }
});

t.test("exact and limiting values", async (t) => {
  t.ok(Object.is(log(1), 0));
  t.equal(log(0), Number.NEGATIVE_INFINITY);
  t.equal(log(-0), Number.NEGATIVE_INFINITY);
  t.equal(log(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  for (const x of [-1, -(2 ** -1074), Number.NEGATIVE_INFINITY, Number.NaN]) t.ok(Number.isNaN(log(x)));
});

t.test("log undoes exp to the rounding of its argument", async (t) => {
  const rng = rootRng(2);
  for (let n = 0; n < 2000; n++) {
    const x = 1400 * (rng.next() - 0.5);
    t.ok(Math.abs(log(exp(x)) - x) <= 2 ** -52 * (1 + Math.abs(x)), `${x}`);
  }
});
