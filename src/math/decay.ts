// Geometric decay without logarithms, so that rates within rounding of 1 keep their digits.

/**
 * The smallest t ≥ 1 with (1 − gap)^t ≤ level, to a relative rounding of 1e-9 in `level`; null for gap ≤ 0
 * or beyond 2^52 steps. `gap` = 1 − rate is taken instead of the rate because it is what stays accurate
 * near 1.
 */
export function stepsToLevel(gap: number, level: number): number | null {
  if (!(gap > 0) || !(level > 0)) return gap >= 1 ? 1 : null;
  const target = level * (1 + 1e-9);
  const doublings: Decay[] = [decay(1 - gap, gap)];
  while (doublings.at(-1)!.left > target) {
    if (doublings.length > 52) return null;
    doublings.push(compose(doublings.at(-1)!, doublings.at(-1)!));
  }
  // The largest t that is still above the target, bit by bit; one more step is below.
  let steps = 0;
  let reached = decay(1, 0);
  for (let bit = doublings.length - 1; bit >= 0; bit--) {
    const further = compose(reached, doublings[bit]);
    if (further.left > target) {
      reached = further;
      steps += 2 ** bit;
    }
  }
  return steps + 1;
}

/** What is left of 1 and what is gone; the smaller of both is the accurate one. */
interface Decay {
  readonly left: number;
  readonly gone: number;
}

function decay(left: number, gone: number): Decay {
  return gone < 0.5 ? { left: 1 - gone, gone } : { left, gone: 1 - left };
}

function compose(a: Decay, b: Decay): Decay {
  return decay(a.left * b.left, a.gone + b.gone - a.gone * b.gone);
}

/** 1 − (1 − gap)^n for a whole n ≥ 0, with the relative accuracy of `gap`. */
export function gapAfter(gap: number, n: number): number {
  let result = decay(1, 0);
  for (let base = decay(1 - gap, gap), left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = compose(result, base);
    base = compose(base, base);
  }
  return result.gone;
}

/** x^{1/n} for 0 ≤ x, by bisection on n-th powers. */
export function nthRoot(x: number, n: number): number {
  if (n === 1 || x === 0 || x === 1) return x;
  let low = 0;
  let high = Math.max(1, x);
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) return high;
    if (integerPower(middle, n) < x) low = middle;
    else high = middle;
  }
}

/** x^n for a whole n ≥ 0. */
function integerPower(x: number, n: number): number {
  let result = 1;
  for (let base = x, left = n; left > 0; left = Math.floor(left / 2), base *= base) {
    if (left % 2 === 1) result *= base;
  }
  return result;
}
