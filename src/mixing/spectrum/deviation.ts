import type { LinearOperator } from "../../math/linear-operator.ts";
import { sumOf } from "../../math/linear-operator.ts";

/** W − J as plain products, J = 11ᵀ/N; for any W. */
export function deviationFrom(
  operator: LinearOperator,
): Pick<LinearOperator, "size" | "apply" | "applyTransposed"> {
  const without =
    (product: (x: Float64Array, out: Float64Array) => void) =>
    (x: Float64Array, out: Float64Array): void => {
      product(x, out);
      const mean = sumOf(x) / x.length;
      for (let i = 0; i < out.length; i++) out[i] -= mean;
    };
  return {
    size: operator.size,
    apply: without(operator.apply),
    applyTransposed: without(operator.applyTransposed),
  };
}
