// Fixed vectors without structure: they overlap with every eigenvector, also on highly symmetric graphs.

/**
 * A vector of `size` entries in (−1, 1), the same for the same `salt`: a hash of the index, so no symmetry
 * of a graph maps it to itself. Its component along any fixed direction is non-zero for all practical
 * purposes.
 */
export function genericVector(size: number, salt = 0): Float64Array {
  return Float64Array.from({ length: size }, (_, index) => (hash(index, salt) + 0.5) / 2 ** 31 - 1);
}

/** A vector of `size` signs ±1, the same for the same `salt`: the probes of a stochastic trace estimate. */
export function signVector(size: number, salt: number): Float64Array {
  return Float64Array.from({ length: size }, (_, index) => (hash(index, salt) & 0x10000 ? 1 : -1));
}

/** 32 well-mixed bits of (index, salt): Weyl increments and the finaliser of MurmurHash3. */
function hash(index: number, salt: number): number {
  let bits = (Math.imul(index + 1, 0x9e3779b9) ^ Math.imul(salt + 1, 0x85ebca77)) >>> 0;
  for (const multiplier of [0x85ebca6b, 0xc2b2ae35]) {
    bits = Math.imul(bits ^ (bits >>> 16), multiplier);
    bits ^= bits >>> 13;
  }
  return (bits ^ (bits >>> 16)) >>> 0;
}
