// Square matrices known by what they do to a vector.
import { assert } from "../error.ts";

/** A square matrix W, known by its products with vectors of length `size`; `out` must not be `x`. */
export interface LinearOperator {
  readonly size: number;
  /** Multiplications that one product takes. */
  readonly work: number;
  /** out = W x */
  apply(x: Float64Array, out: Float64Array): void;
  /** out = Wᵀ x */
  applyTransposed(x: Float64Array, out: Float64Array): void;
  /**
   * out = x − W x for a W whose rows sum to 1, from differences of entries: accurate where W x is close to
   * x.
   */
  difference(x: Float64Array, out: Float64Array): void;
  /** out = x − Wᵀ x for a W whose columns sum to 1, from differences of entries. */
  differenceTransposed(x: Float64Array, out: Float64Array): void;
}

/** The product of the operators, the first of them applied first. */
export function productOperator(factors: readonly LinearOperator[]): LinearOperator {
  assert(factors.length > 0, "a product has factors");
  if (factors.length === 1) return factors[0];
  const size = factors[0].size;
  const backwards = [...factors].reverse();
  const buffers = [new Float64Array(size), new Float64Array(size)];
  const chain = (
    order: readonly LinearOperator[],
    act: "apply" | "applyTransposed",
    x: Float64Array,
    out: Float64Array,
  ): void => {
    let from = x;
    order.forEach((factor, index) => {
      const to = index === order.length - 1 ? out : buffers[index % 2];
      factor[act](from, to);
      from = to;
    });
  };
  // x − P x is the sum of what each factor takes away: x₀ − x₁ + x₁ − x₂ + …
  const take = (
    order: readonly LinearOperator[],
    act: "difference" | "differenceTransposed",
    x: Float64Array,
    out: Float64Array,
  ): void => {
    const [current, taken] = buffers;
    current.set(x);
    out.fill(0);
    for (const factor of order) {
      factor[act](current, taken);
      for (let i = 0; i < size; i++) {
        out[i] += taken[i];
        current[i] -= taken[i];
      }
    }
  };
  return {
    size,
    work: factors.reduce((sum, factor) => sum + factor.work, 0),
    apply: (x, out) => chain(factors, "apply", x, out),
    applyTransposed: (x, out) => chain(backwards, "applyTransposed", x, out),
    difference: (x, out) => take(factors, "difference", x, out),
    differenceTransposed: (x, out) => take(backwards, "differenceTransposed", x, out),
  };
}

/** W = 1 rᵀ: every row is `row`. */
export function equalRowsOperator(row: Float64Array): LinearOperator {
  const size = row.length;
  return {
    size,
    work: 2 * size,
    apply: (x, out) => void out.fill(dot(row, x)),
    applyTransposed: (x, out) => {
      const sum = sumOf(x);
      for (let i = 0; i < size; i++) out[i] = row[i] * sum;
    },
    difference: (x, out) => {
      const mean = dot(row, x);
      for (let i = 0; i < size; i++) out[i] = x[i] - mean;
    },
    differenceTransposed: (x, out) => {
      const sum = sumOf(x);
      for (let i = 0; i < size; i++) out[i] = x[i] - row[i] * sum;
    },
  };
}

/** Σ x_i, summed in ascending order. */
export function sumOf(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i];
  return sum;
}

/** xᵀ y, summed in ascending order. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** ‖x‖₂ */
export function norm(x: Float64Array): number {
  return Math.sqrt(dot(x, x));
}

/** Subtracts the mean from every entry, in place: the projection onto the complement of 1. */
export function centre(x: Float64Array): void {
  const mean = sumOf(x) / x.length;
  for (let i = 0; i < x.length; i++) x[i] -= mean;
}
