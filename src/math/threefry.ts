// Threefry-2x32-20: a keyed bijection of 64-bit blocks (Salmon et al., SC 2011).

const parity = 0x1bd1_1bda;

/** What `scramble` has written: both words of the block, uint32. */
export const block = new Uint32Array(2);

/** The block `counter` under `key`; all words are uint32. */
export function threefry(
  key: readonly [number, number],
  counter: readonly [number, number],
): [number, number] {
  scramble(key[0], key[1], counter[0], counter[1]);
  return [block[0]!, block[1]!];
}

/**
 * Writes to `block` what `threefry` answers. Two rounds of four at a time and nothing allocated: the address
 * of every draw passes here.
 */
export function scramble(key0: number, key1: number, counter0: number, counter1: number): void {
  let before = key0 | 0;
  let now = key1 | 0;
  let after = parity ^ before ^ now;
  let x = (counter0 + before) | 0;
  let y = (counter1 + now) | 0;
  for (let step = 1; ; step += 2) {
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + now) | 0;
    y = (y + after + step) | 0;
    if (step === 5) break;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + after) | 0;
    y = (y + before + step + 1) | 0;
    const first = before;
    before = after;
    after = now;
    now = first;
  }
  block[0] = x;
  block[1] = y;
}
