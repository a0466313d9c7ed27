// How the kernels find things in memory. Addresses and counts are bytes and numbers of type usize.

/** Item k of a list of 32-bit indices. */
export function index(list: usize, k: usize): usize {
  return load<u32>(list + (k << 2));
}

/** Address of entry e of four lanes side by side: lanes 0 and 1 there, 2 and 3 at 16 bytes from it. */
export function four(base: usize, e: usize): usize {
  return base + (e << 5);
}

/** Two numbers that lie `apart` bytes from each other. */
export function loadPair(first: usize, apart: usize): v128 {
  return v128.load_lane<f64>(first + apart, v128.load_zero<f64>(first), 1);
}

/** The reverse of `loadPair`. */
export function storePair(pair: v128, first: usize, apart: usize): void {
  v128.store_lane<f64>(first, pair, 0);
  v128.store_lane<f64>(first + apart, pair, 1);
}
