// Networks of agents with shared subspaces, for tests.
import { Matrix } from "ml-matrix";
import type { Algorithm, State } from "../../../src/algorithms/algorithm.ts";
import type { World } from "../../../src/environments/environment.ts";
import type { Mixing } from "../../../src/mixing/mixing.ts";
import type { Cohort } from "../../../src/runners/cohort.ts";
import { contextOf, worldOf } from "../../environments/fixtures.ts";
import { algorithmOf, assemble } from "../simulation.ts";

/** What `subspace-td` holds. */
export interface Held extends State {
  readonly basis: Float64Array;
  readonly head: Float64Array;
  readonly averageReward: number;
  readonly chain: number;
  readonly tracker: Float64Array;
}

/** The world S1 for so many agents. */
export function predictionWorld(agents: number, options: object = {}, seed = 1): World {
  return worldOf({ kind: "subspace-prediction", ...options }, contextOf(agents, seed));
}

/** The settings under which the server form is as published, whatever the defaults are. */
export const published = { tracking: false, transportHeads: false };

/** A network of the registry's algorithm, begun. */
export function begin(
  kind: string,
  options: object,
  parts: { readonly world: World; readonly mixing: Mixing; readonly seed?: number },
): { readonly cohort: Cohort; readonly algorithm: Algorithm } {
  const algorithm = algorithmOf(kind, options, parts.world);
  const { cohort } = assemble({ algorithm, ...parts });
  cohort.init();
  return { cohort, algorithm };
}

/** Drives rounds `from` … `to`. */
export function drive(cohort: Cohort, to: number, from = 1): void {
  for (let round = from; round <= to; round++) cohort.round(round);
}

/** The states as `subspace-td` holds them, copied. */
export function held(cohort: Cohort): Held[] {
  return cohort.states.map((state) => {
    const entries = Object.entries(state).map(([name, value]) => [
      name,
      typeof value === "number" ? value : value.slice(),
    ]);
    return Object.fromEntries(entries) as unknown as Held;
  });
}

/** d × r numbers as a matrix. */
export function matrixOf(numbers: Float64Array, rank: number): Matrix {
  return Matrix.from1DArray(numbers.length / rank, rank, [...numbers]);
}

/** z = B ω. */
export function weightsOf({ basis, head }: Held): Float64Array {
  const z = matrixOf(basis, head.length).mmul(Matrix.columnVector([...head]));
  return Float64Array.from(z.to1DArray());
}

/** X̄: the mean squared distance of the agents' coefficients from the truth. */
export function criticError(found: readonly Float64Array[], world: World): number {
  const truth = world.subspace!.prediction!.coefficients;
  const errors = found.map((z, k) => z.reduce((sum, x, i) => sum + (x - truth[k][i]) ** 2, 0));
  return errors.reduce((a, b) => a + b) / errors.length;
}

/** The states with the true basis and the true heads, so that only the floor is seen. */
export function fromTruth(states: readonly Held[], world: World): Held[] {
  const { basis, prediction } = world.subspace!;
  return states.map((state, k) => {
    const z = prediction!.coefficients[k];
    const head = [0, 1, 2].map((j) => z.reduce((sum, x, i) => sum + basis[i * 3 + j] * x, 0));
    return { ...state, basis, head: Float64Array.from(head) };
  });
}
