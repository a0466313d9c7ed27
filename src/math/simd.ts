// Kernels that compute two float64 at a time, as WebAssembly. Each has a twin in TypeScript that gives the
// same bits; the twin is what to read, and what runs where an engine has no WebAssembly with SIMD.
import { fractionalPowers } from "./exponential.ts";
import { simdModule } from "./simd-module.ts";

type Kernel = (...addressesAndNumbers: readonly number[]) => void;

/** The functions of math/assembly, where their arguments are explained. */
export interface SimdKernels {
  readonly softmaxRows: Kernel;
  readonly enterPair: Kernel;
  readonly assemble: Kernel;
  readonly eliminate: Kernel;
  readonly leave: Kernel;
}

/** Just what is used of it: it belongs to no edition of ECMAScript. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
};

interface Exports extends SimdKernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  readonly fractionalPowers: { readonly value: number };
  readonly free: { readonly value: number };
}

const pageBytes = 65_536;

/** The kernels and a memory of their own. Arrays are laid out in it one after the other. */
export class Simd {
  readonly kernels: SimdKernels;
  readonly #exports: Exports;
  #end = 0;

  constructor(module: object) {
    const { exports } = new WebAssembly.Instance(module);
    this.kernels = exports;
    this.#exports = exports;
    const { high, low } = fractionalPowers;
    const table = this.floats(exports.fractionalPowers.value, 2 * high.length);
    high.forEach((value, j) => {
      table.set([value, low[j]!], 2 * j);
    });
    this.clear();
  }

  /** Begins to lay out anew. */
  clear(): void {
    this.#end = this.#exports.free.value;
  }

  /**
   * The address of so many bytes, which hold anything. Arrays that `floats` gave before are then void.
   * @throws RangeError where the engine gives no more memory
   */
  reserve(bytes: number): number {
    const address = Math.ceil(this.#end / 16) * 16;
    const { memory } = this.#exports;
    const missing = address + bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    this.#end = address + bytes;
    return address;
  }

  /** The address of a copy of `array`. @throws RangeError as `reserve` */
  put(array: Int32Array | Float64Array): number {
    const address = this.reserve(array.byteLength);
    const { buffer, byteOffset, byteLength } = array;
    new Uint8Array(this.#exports.memory.buffer, address).set(
      new Uint8Array(buffer, byteOffset, byteLength),
    );
    return address;
  }

  /** The numbers at an address. */
  floats(address: number, length: number): Float64Array {
    return new Float64Array(this.#exports.memory.buffer, address, length);
  }
}

const module = compiled();

/** An instance for one purpose, since what it holds stays; undefined where the engine cannot run it. */
export function newSimd(): Simd | undefined {
  return module && new Simd(module);
}

function compiled(): object | undefined {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(simdModule), (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
