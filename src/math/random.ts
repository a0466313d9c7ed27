/** A stream of randomness with an address instead of a history: equal addresses give equal draws. */
export interface Rng {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** The stream at a sub-address; independent of draws already made here. */
  fork(...address: readonly (string | number)[]): Rng;
}
