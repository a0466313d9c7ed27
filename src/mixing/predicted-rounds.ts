// After how many exchanges W has averaged to a given accuracy.
import { stepsToLevel } from "../math/decay.ts";
import { applyDense, applyDenseTransposed, frobeniusNorm, multiplyDense } from "../math/dense-product.ts";
import { denseOf } from "../math/dense-spectrum.ts";
import { lanczosExtremes } from "../math/lanczos.ts";
import type { LinearOperator } from "../math/linear-operator.ts";
import { deviationFrom } from "./spectrum/deviation.ts";
import type { SpectralSummary } from "./spectrum/spectrum.ts";

/** Largest N whose powers are formed densely. */
const DENSE_POWERS = 400;

/** Multiplications that norms of powers of larger W may take. */
const POWER_WORK = 4e9;

/**
 * The smallest t with ‖W^t − J‖₂ ≤ epsilon for a doubly stochastic W: sigma^t for a normal W, norms of
 * finite products else. Null where W^t does not tend to J, and where the products of a large W that is not
 * normal would take too long.
 */
export function exchangesTo(
  epsilon: number,
  operator: LinearOperator,
  { sigma, oneMinusSigma, spectralRadius }: SpectralSummary,
  normal: boolean,
): number | null {
  if (sigma.value <= epsilon) return 1;
  if (normal) return stepsToLevel(oneMinusSigma, epsilon);
  if (!(spectralRadius.value < 1 - 1e-12) || sigma.value > 1 + 1e-9) return null;
  return operator.size <= DENSE_POWERS ? byDensePowers(epsilon, operator) : byProducts(epsilon, operator);
}

/** Squares until the norm is below epsilon, then the last t above it, bit by bit. */
function byDensePowers(epsilon: number, operator: LinearOperator): number | null {
  const { size } = operator;
  const powers = [denseOf(deviationFrom(operator))];
  while (exceeds(powers.at(-1)!, size, epsilon)) {
    if (powers.length > 50) return null;
    powers.push(multiplyDense(powers.at(-1)!, powers.at(-1)!, size));
  }
  let steps = 2 ** (powers.length - 2);
  let reached = powers[powers.length - 2];
  for (let bit = powers.length - 3; bit >= 0; bit--) {
    const further = multiplyDense(reached, powers[bit], size);
    if (!exceeds(further, size, epsilon)) continue;
    reached = further;
    steps += 2 ** bit;
  }
  return steps + 1;
}

/** Whether ‖A‖₂ > epsilon; ‖A‖_F/√N ≤ ‖A‖₂ ≤ ‖A‖_F settles most cases. */
function exceeds(dense: Float64Array, size: number, epsilon: number): boolean {
  const frobenius = frobeniusNorm(dense);
  if (frobenius <= epsilon) return false;
  if (frobenius > epsilon * Math.sqrt(size)) return true;
  const between = new Float64Array(size);
  const norm = largestSingularValue(size, (x, out) => {
    applyDense(dense, size, x, between);
    applyDenseTransposed(dense, size, between, out);
  });
  return norm > epsilon;
}

/** The same with ‖(W−J)^t‖₂ from products with vectors. */
function byProducts(epsilon: number, operator: LinearOperator): number | null {
  let work = POWER_WORK;
  const above = (steps: number): boolean | null => {
    work -= 40 * steps * (operator.work + 2 * operator.size);
    return work < 0 ? null : powerNorm(operator, steps) > epsilon;
  };
  let high = 2;
  for (let answer = above(high); answer !== false; answer = above(high)) {
    if (answer === null) return null;
    high *= 2;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = (low + high) / 2;
    const answer = above(Math.floor(middle));
    if (answer === null) return null;
    if (answer) low = Math.floor(middle);
    else high = Math.floor(middle);
  }
  return high;
}

function powerNorm(operator: LinearOperator, steps: number): number {
  const deviation = deviationFrom(operator);
  const between = new Float64Array(operator.size);
  const repeat = (act: "apply" | "applyTransposed", out: Float64Array): void => {
    for (let step = 0; step < steps; step++) {
      between.set(out);
      deviation[act](between, out);
    }
  };
  return largestSingularValue(operator.size, (x, out) => {
    out.set(x);
    repeat("apply", out);
    repeat("applyTransposed", out);
  });
}

/** The root of the largest eigenvalue of a Gram matrix. */
function largestSingularValue(size: number, gram: (x: Float64Array, out: Float64Array) => void): number {
  const { largest } = lanczosExtremes(gram, size, {
    largest: true,
    tolerance: (value) => 1e-8 * value + 1e-30,
    maxIterations: 300,
  });
  return Math.sqrt(Math.max(largest!.value, 0));
}
