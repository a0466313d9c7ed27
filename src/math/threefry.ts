// Threefry-2x32-20: a keyed bijection of 64-bit blocks (Salmon et al., SC 2011).

const parity = 0x1bd1_1bda;

/** The block `counter` under `key`; all words are uint32. Written out: every draw's address passes here. */
export function threefry(
  key: readonly [number, number],
  counter: readonly [number, number],
): [number, number] {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const k2 = parity ^ k0 ^ k1;
  let x = (counter[0] + k0) | 0;
  let y = (counter[1] + k1) | 0;
  let before = k0;
  let now = k1;
  let after = k2;
  for (let step = 1; step <= 5; step++) {
    const even = (step & 1) === 0;
    x = (x + y) | 0;
    y = (even ? (y << 17) | (y >>> 15) : (y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = (even ? (y << 29) | (y >>> 3) : (y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = (even ? (y << 16) | (y >>> 16) : (y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = (even ? (y << 24) | (y >>> 8) : (y << 6) | (y >>> 26)) ^ x;
    x = (x + now) | 0;
    y = (y + after + step) | 0;
    [before, now, after] = [now, after, before];
  }
  return [x >>> 0, y >>> 0];
}
