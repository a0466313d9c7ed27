// Exact powers of two, and the exponent of a number.

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

/** What the upper half of √½ lacks to that of 1: added, it carries into the exponent from √2 on. */
const carry = 0x3ff0_0000 - 0x3fe6_a09e;

/**
 * k with x = 2^k m, m in [√½, √2) to 20 bits, for positive normal x. Found without a branch: on which side
 * of √2 a number lies is nothing that a processor can predict.
 */
export function nearestExponent(x: number): number {
  float[0] = x;
  return ((words[high]! + carry) >>> 20) - 1023;
}
