// Where a policy spends its discounted time.
import { solveResolvent } from "../math/resolvent.ts";
import { transposeOf } from "../math/sparse-matrix.ts";
import type { MarkovModel, PolicyTable } from "./environment.ts";
import { transitionsUnder } from "./krylov-evaluation.ts";

/** The discounted state visitation dᵀ = (1−γ) ρᵀ (I − γP_π)⁻¹; S numbers that sum to 1. */
export function visitation(model: MarkovModel, policy: PolicyTable): Float64Array {
  const { discount, initial } = model;
  const backwards = transposeOf(transitionsUnder(model, policy));
  return solveResolvent(backwards, discount, initial).map((weight) => (1 - discount) * weight);
}
