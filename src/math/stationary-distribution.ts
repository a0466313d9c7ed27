// The stationary distribution of a small dense chain.

/**
 * μ with μᵀP = μᵀ, Σμ = 1, for an irreducible stochastic P, `size`² numbers. By the elimination of
 * Grassmann, Taksar and Heyman ("Regenerative analysis and steady state distributions for Markov chains",
 * 1985), which never subtracts: every entry is exact to rounding. Undefined where a state cannot be left
 * towards those before it.
 */
export function stationaryDistribution(chain: Float64Array, size: number): Float64Array | undefined {
  const p = chain.slice();
  for (let last = size - 1; last > 0; last--) {
    let leaving = 0;
    for (let j = 0; j < last; j++) leaving += p[last * size + j]!;
    if (!(leaving > 0)) return undefined;
    for (let i = 0; i < last; i++) {
      const share = (p[i * size + last]! /= leaving);
      for (let j = 0; j < last; j++) p[i * size + j]! += share * p[last * size + j]!;
    }
  }
  const weights = new Float64Array(size);
  weights[0] = 1;
  let sum = 1;
  for (let k = 1; k < size; k++) {
    for (let i = 0; i < k; i++) weights[k]! += weights[i]! * p[i * size + k]!;
    sum += weights[k]!;
  }
  return weights.map((weight) => weight / sum);
}
