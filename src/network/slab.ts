// Memory for many small packets: one allocation for hundreds of them.

const slabBytes = 2 ** 16;

/** Hands out bytes, each once. */
export class Slab {
  #buffer = new ArrayBuffer(0);
  #used = 0;

  /** `size` zero bytes that begin at a multiple of 8, so that float64 arrays can lie in them. */
  take(size: number): Uint8Array {
    if (size > slabBytes / 8) return new Uint8Array(size);
    if (this.#used + size > this.#buffer.byteLength) {
      this.#buffer = new ArrayBuffer(slabBytes);
      this.#used = 0;
    }
    const bytes = new Uint8Array(this.#buffer, this.#used, size);
    this.#used += 8 * Math.ceil(size / 8);
    return bytes;
  }
}
