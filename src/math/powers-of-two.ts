// Exact powers of two, and the one nearest to a number.

/** 2^k at index k + 1022, for −1022 ≤ k ≤ 1023. */
export const powersOfTwo = table();

function table(): Float64Array {
  const powers = new Float64Array(2046);
  for (let k = 0, up = 1, down = 1; k <= 1023; k++, up *= 2, down /= 2) {
    powers[1022 + k] = up;
    if (k <= 1022) powers[1022 - k] = down;
  }
  return powers;
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** What turns a threshold at √½ (its upper word is 0x3fe6a09e) into one at 1. */
const halfOctave = 0x3ff0_0000 - 0x3fe6_a09e;

/**
 * k with √½ ≤ x / 2^k < √2 up to 2⁻²⁰, for positive normal x; without a branch, which random x would
 * mispredict.
 */
export function nearestExponent(x: number): number {
  float[0] = x;
  return ((words[high]! + halfOctave) >>> 20) - 1023;
}
