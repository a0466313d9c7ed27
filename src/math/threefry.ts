// Threefry-2x32-20: a keyed bijection of 64-bit blocks (Salmon et al., SC 2011).

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const parity = 0x1bd1_1bda;

/** The block `counter` under `key`; all words are uint32. */
export function threefry(
  key: readonly [number, number],
  counter: readonly [number, number],
): [number, number] {
  const schedule = [key[0] | 0, key[1] | 0, parity ^ key[0] ^ key[1]];
  let x = (counter[0] + schedule[0]!) | 0;
  let y = (counter[1] + schedule[1]!) | 0;
  for (let round = 0; round < 20; round++) {
    const by = rotations[round & 7]!;
    x = (x + y) | 0;
    y = ((y << by) | (y >>> (32 - by))) ^ x;
    if ((round & 3) === 3) {
      const step = (round >> 2) + 1;
      x = (x + schedule[step % 3]!) | 0;
      y = (y + schedule[(step + 1) % 3]! + step) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
}
