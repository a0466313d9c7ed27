// Random features, bases and coefficients: what worlds with a shared subspace are made of.
import { assert } from "../error.ts";
import { combine, orthonormalise, rejectFrom } from "../math/orthonormal.ts";
import { normal, type Rng } from "../math/random.ts";

/** A vector of independent standard normal draws. */
export function gaussian(length: number, rng: Rng): Float64Array {
  return Float64Array.from({ length }, () => normal(rng));
}

/** `x` over its Euclidean norm. */
export function unit(x: Float64Array): Float64Array {
  const norm = Math.sqrt(x.reduce((sum, entry) => sum + entry * entry, 0));
  return x.map((entry) => entry / norm);
}

/** A uniformly distributed orthonormal basis, d × r, row by row. */
export function randomBasis(dimension: number, rank: number, rng: Rng): Float64Array {
  const basis = gaussian(dimension * rank, rng);
  assert(orthonormalise(basis, rank) > 0, "random columns are independent");
  return basis;
}

/**
 * √(1 − e) B ω + √e u, where u is the direction of `other` outside the range of B: a fraction e of the
 * energy ‖ω‖² = 1 that no combination of B's columns can reach.
 */
export function coefficientsOf(
  basis: Float64Array,
  head: Float64Array,
  energy: number,
  other: Float64Array,
): Float64Array {
  const inside = combine(basis, head, new Float64Array(other.length));
  if (energy === 0) return inside;
  const outside = unit(rejectFrom(basis, other.slice(), new Float64Array(head.length)));
  return inside.map((entry, i) => Math.sqrt(1 - energy) * entry + Math.sqrt(energy) * outside[i]);
}
