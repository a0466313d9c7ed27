// Student's t distribution, as far as intervals need it.

/**
 * t with P(|T| ≤ t) = `probability` in (0, 1) for a whole number of degrees of freedom ν ≥ 1, by bisection
 * to 1e-12 relative: what a standard error is multiplied by to give a two-sided interval.
 */
export function studentQuantile(probability: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (probabilityWithin(high, freedom) < probability) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = low + (high - low) / 2;
    if (probabilityWithin(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * P(|T| ≤ t) for t ≥ 0 and whole ν ≥ 1. With tan θ = t/√ν it is a finite sum in cos²θ: Abramowitz and
 * Stegun, Handbook of Mathematical Functions, 26.7.3 (ν odd) and 26.7.4 (ν even).
 */
export function probabilityWithin(t: number, freedom: number): number {
  const square = freedom / (freedom + t * t); // cos²θ
  const sine = t / Math.sqrt(freedom + t * t);
  const odd = freedom % 2 === 1;
  let term = 1;
  let sum = 0;
  for (let k = odd ? 2 : 1; k < freedom; k += 2) {
    sum += term;
    term *= (square * k) / (k + 1);
  }
  if (!odd) return sine * sum;
  return (2 / Math.PI) * (Math.atan(t / Math.sqrt(freedom)) + sine * Math.sqrt(square) * sum);
}
