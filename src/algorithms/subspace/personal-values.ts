// What every learner with a shared basis and a personal head holds: how it begins, what metrics see of it.
import type { Rng } from "../../math/random.ts";
import type { Message } from "../../mixing/mixing.ts";
import type { State } from "../algorithm.ts";
import { type BasisOptions, firstBasis, firstHead } from "./basis.ts";
import type { Task } from "./task.ts";
import type { ChainOptions } from "./temporal-difference.ts";

/** V_k(s) = φ(s)ᵀ B_k ω_k along a chain. */
export interface PersonalValues extends State {
  /** B, d × r, row by row. */
  readonly basis: Float64Array;
  /** ω, never sent. */
  readonly head: Float64Array;
  /** η, never sent; 0 where values are discounted. */
  readonly averageReward: number;
  /** Where the chain stands. */
  readonly chain: Float64Array | number;
}

/** Before the first round. */
export function firstValues(
  { environment, dimension }: Task,
  options: Pick<BasisOptions, "rank" | "start" | "startSeed">,
  rng: Rng,
): PersonalValues {
  return {
    basis: firstBasis(dimension, options, rng),
    head: firstHead(options.rank, rng),
    averageReward: 0,
    chain: environment.start(rng.fork("start")),
  };
}

/** Basis, head, and η where values are differential. */
export function valuesView(
  { criterion }: Pick<ChainOptions, "criterion">,
  { basis, head, averageReward }: PersonalValues,
): Message {
  if (criterion === "discounted") return { basis, head };
  return { basis, head, averageReward: Float64Array.of(averageReward) };
}
