// Extreme eigenvalues of large symmetric operators: three-term recurrence without reorthogonalisation.
// Ghost copies of converged eigenvalues do appear; they are harmless because only extremes are read and a
// converged end is frozen.
import { genericVector } from "./generic-vector.ts";
import { dot, norm } from "./linear-operator.ts";
import { smallestPair } from "./tridiagonal.ts";

/** A number found by iteration: its error bound, the steps taken and whether the tolerance was met. */
export interface Quantity {
  readonly value: number;
  readonly residual: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** out = A x for a symmetric A. */
export type SymmetricProduct = (x: Float64Array, out: Float64Array) => void;

/**
 * The Lanczos recurrence of a symmetric operator from a start vector; grows a tridiagonal matrix row by row.
 */
export class LanczosProcess {
  readonly diagonal: number[] = [];
  readonly offDiagonal: number[] = [];
  readonly #product: SymmetricProduct;
  readonly #exclude: Float64Array | undefined;
  #previous: Float64Array;
  #current: Float64Array;
  #next: Float64Array;

  /**
   * @param product the operator
   * @param start any vector that is not zero outside `exclude`; copied
   * @param exclude a unit eigenvector to stay orthogonal to
   */
  constructor(product: SymmetricProduct, start: Float64Array, exclude?: Float64Array) {
    this.#product = product;
    this.#exclude = exclude;
    this.#current = start.slice();
    this.#next = new Float64Array(start.length);
    this.#previous = new Float64Array(start.length);
    if (exclude !== undefined) subtractAndDot(this.#current, dot(exclude, start), exclude, exclude);
    scaleBy(this.#current, 1 / norm(this.#current));
  }

  /** One more row. The last off-diagonal entry is the coupling to what is not yet explored. */
  step(): void {
    const [previous, current, next] = [this.#previous, this.#current, this.#next];
    const coupling = this.offDiagonal.at(-1) ?? 0;
    this.#product(current, next);
    const own = subtractAndDot(next, coupling, previous, current);
    const rest = Math.sqrt(this.#removeExcluded(next, own, current));
    this.diagonal.push(own);
    this.offDiagonal.push(rest);
    if (rest > 0) scaleBy(next, 1 / rest);
    [this.#previous, this.#current, this.#next] = [current, next, previous];
  }

  /** Subtracts own·current and what lies along the excluded vector; returns the squared length left. */
  #removeExcluded(next: Float64Array, own: number, current: Float64Array): number {
    const exclude = this.#exclude;
    if (exclude === undefined) {
      subtractAndDot(next, own, current, current);
      return dot(next, next);
    }
    const along = subtractAndDot(next, own, current, exclude);
    return subtractAndDot(next, along, exclude, next);
  }
}

/** x −= factor·y, fused with the product xᵀz of the result: one pass over memory. */
function subtractAndDot(x: Float64Array, factor: number, y: Float64Array, z: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    x[i] -= factor * y[i];
    sum += x[i] * z[i];
  }
  return sum;
}

function scaleBy(x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i] *= factor;
}

/** What to look for and how well. */
export interface LanczosOptions {
  readonly smallest?: boolean;
  readonly largest?: boolean;
  /** A unit eigenvector whose eigenvalue is left out. */
  readonly exclude?: Float64Array;
  /** Largest residual ‖A x − θ x‖ accepted at the Ritz value θ; the eigenvalue's error is far smaller. */
  readonly tolerance: (value: number) => number;
  /** Default 10·size + 50, at most 200,000. */
  readonly maxIterations?: number;
}

/**
 * The extreme eigenvalues of a symmetric operator of `size` ≥ 1 rows (≥ 2 with `exclude`), each with the
 * residual |β·s| of its Ritz pair, s the last entry of the eigenvector. An end that was not asked for is
 * undefined.
 */
export function lanczosExtremes(
  product: SymmetricProduct,
  size: number,
  options: LanczosOptions,
): { readonly smallest?: Quantity; readonly largest?: Quantity } {
  const lanczos = new LanczosProcess(product, genericVector(size), options.exclude);
  const limit = options.maxIterations ?? Math.min(10 * size + 50, 200_000);
  let smallest: Quantity | undefined;
  let largest: Quantity | undefined;
  let scale = 0;
  let next = 1;
  for (let order = 1; ; order++) {
    lanczos.step();
    const rest = lanczos.offDiagonal[order - 1];
    scale = Math.max(scale, Math.abs(lanczos.diagonal[order - 1]), rest);
    const exhausted = rest <= 4 * Number.EPSILON * scale;
    if (order < next && !exhausted && order < limit) continue;
    next = Math.ceil(order * 1.08);
    if (options.smallest && !smallest?.converged) smallest = ritz(lanczos, 1, options, exhausted);
    if (options.largest && !largest?.converged) largest = ritz(lanczos, -1, options, exhausted);
    const done = (!smallest || smallest.converged) && (!largest || largest.converged);
    if (done || exhausted || order >= limit) return { smallest, largest };
  }
}

/** The Ritz pair at the low (sign 1) or high (sign −1) end. */
function ritz(
  { diagonal, offDiagonal }: LanczosProcess,
  sign: 1 | -1,
  options: LanczosOptions,
  exhausted: boolean,
): Quantity {
  const order = diagonal.length;
  const ends = sign === 1 ? diagonal : diagonal.map((entry) => -entry);
  const pair = smallestPair(ends, offDiagonal, order);
  const value = sign * pair.value;
  const residual = Math.abs(offDiagonal[order - 1] * pair.last);
  const converged = exhausted || residual <= options.tolerance(value);
  return { value, residual, iterations: order, converged };
}
