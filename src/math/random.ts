// Addressed randomness. Threefry turns (seed, address) into a key; sfc32, seeded by the key, makes the
// draws.
import { assert } from "../error.ts";
import { log } from "./logarithm.ts";
import { block, scramble } from "./threefry.ts";

/** A stream of randomness with an address instead of a history: equal addresses give equal draws. */
export interface Rng {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /**
   * The stream at a sub-address; independent of draws already made here. Numbers are whole and not
   * negative.
   */
  fork(...address: readonly (string | number)[]): Rng;
}

/** The stream at the root of a seed, a whole number from 0 to 2⁵³ − 1. */
export function rootRng(seed: number): Rng {
  return new Stream(0, 0).fork(seed);
}

class Stream implements Rng {
  readonly #key0: number;
  readonly #key1: number;
  // The state of sfc32, the small fast counting generator of C. Doty-Humphrey, from the first draw on:
  // 32-bit words, held as int32, since larger ones are no small integers to an engine.
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 0;
  #seeded = false;

  constructor(key0: number, key1: number) {
    this.#key0 = key0;
    this.#key1 = key1;
  }

  next(): number {
    if (!this.#seeded) this.#seed();
    const high = this.#word() >>> 5;
    return (high * 67_108_864 + (this.#word() >>> 6)) / 9_007_199_254_740_992;
  }

  /** Two blocks under the key make the state; twelve words are thrown away. */
  #seed(): void {
    scramble(this.#key0, this.#key1, 0, drawTag);
    let a = block[0]! | 0;
    let b = block[1]! | 0;
    scramble(this.#key0, this.#key1, 1, drawTag);
    let c = block[0]! | 0;
    for (let counter = 1; counter <= 12; counter++) {
      const sum = (a + b + counter) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = 13;
    this.#seeded = true;
  }

  #word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  fork(...address: readonly (string | number)[]): Rng {
    block[0] = this.#key0;
    block[1] = this.#key1;
    for (const part of address) {
      if (typeof part === "number") absorbNumber(part);
      else absorbText(part);
    }
    return new Stream(block[0]! | 0, block[1]! | 0);
  }
}

// The high word of each block says what it is, so that no two addresses share their blocks: numbers have at
// most 21 high bits, texts start with their length under 2³¹, their code units follow under 2³¹ + 2³⁰.
const lengthTag = 0x8000_0000;
const unitsTag = 0xc000_0000;
const drawTag = 0x4000_0000;

/** The key in `block` takes in a part of an address. */
function absorbNumber(value: number): void {
  // The text is formed only on failure: this runs for every draw's address.
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    assert(false, `an address holds whole numbers, not ${value}`);
  }
  scramble(block[0]!, block[1]!, value >>> 0, Math.floor(value / 4_294_967_296));
}

function absorbText(text: string): void {
  scramble(block[0]!, block[1]!, text.length, lengthTag);
  for (let at = 0; at < text.length; at += 2) {
    const second = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
    scramble(block[0]!, block[1]!, text.charCodeAt(at) | (second << 16), unitsTag);
  }
}

/** A whole number uniform in 0 … n−1, for n from 1 to 2³². */
export function uniformInt(rng: Rng, n: number): number {
  assert(n >= 1 && n <= 4_294_967_296, `a draw among 1 to 2³² numbers, not ${n}`);
  const limit = 4_294_967_296 - (4_294_967_296 % n);
  for (;;) {
    const draw = Math.floor(rng.next() * 4_294_967_296);
    if (draw < limit) return draw % n;
  }
}

/** A standard normal draw (polar method of Marsaglia). */
export function normal(rng: Rng): number {
  for (;;) {
    const u = 2 * rng.next() - 1;
    const v = 2 * rng.next() - 1;
    const square = u * u + v * v;
    if (square > 0 && square < 1) return u * Math.sqrt((-2 * log(square)) / square);
  }
}

/** An exponential draw of mean 1. */
export function exponential(rng: Rng): number {
  return -log(1 - rng.next());
}

/** Shuffles an array in place (Fisher–Yates) and returns it. */
export function shuffle<T>(rng: Rng, array: T[]): T[] {
  for (let last = array.length - 1; last > 0; last--) {
    const at = uniformInt(rng, last + 1);
    [array[last], array[at]] = [array[at]!, array[last]!];
  }
  return array;
}
