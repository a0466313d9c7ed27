// The shared basis: where it starts, how it is proposed to move, how its average becomes a basis again.
import { z } from "zod";
import { randomBasis } from "../../environments/linear-features.ts";
import { ScenarioError } from "../../error.ts";
import type { Arrays } from "../../math/arrays.ts";
import {
  combine,
  coordinates,
  orthonormalise,
  projectOntoBall,
  rejectFrom,
} from "../../math/orthonormal.ts";
import { polarFactor } from "../../math/polar.ts";
import { normal, type Rng, rootRng } from "../../math/random.ts";

/** Options of every algorithm with a shared orthonormal basis and personal heads. */
export const basisOptions = z.strictObject({
  rank: z.int().min(1).max(64).default(3).describe("dimension r of the shared subspace"),
  basisStep: z.number().nonnegative().describe("step ζ of the basis; its effective size is ζ‖ω‖²"),
  headStep: z.number().nonnegative().describe("step β of the heads"),
  headBound: z.number().positive().default(10).describe("heads are projected onto the ball of this radius"),
  retraction: z
    .enum(["qr", "polar"])
    .default("qr")
    .describe("how an average becomes a basis: QR with positive diagonal, or the nearest basis"),
  start: z
    .enum(["common", "own"])
    .default("common")
    .describe("all agents draw one basis from `startSeed`, or each its own from the learning seed"),
  startSeed: z.int().min(0).default(1).describe("seed of the common basis, known to all"),
});

export type BasisOptions = z.infer<typeof basisOptions>;

/** How a mixed basis M becomes the next one. */
export const exchangeOptions = z.strictObject({
  tracking: z
    .boolean()
    .default(true)
    .describe("track the network's mean innovation; otherwise each agent follows its own"),
  transportHeads: z
    .boolean()
    .default(true)
    .describe("multiply heads by Bᵀ M, so that the new basis speaks of the same values"),
});

/** Heads start at a tenth of a standard normal vector: where they are 0 the basis has no gradient. */
const headScale = 0.1;

/** Below this least diagonal of R the mixed bases nearly cancel, and an agent keeps its own. */
const leastDiagonal = 0.1;

/** @throws ScenarioError where there are fewer features than the rank */
export function requireRank(rank: number, dimension: number): void {
  if (rank <= dimension) return;
  throw new ScenarioError("algorithm.rank", rank, `at most the ${dimension} features`);
}

/** B_0, d × r: QR with positive diagonal of a Gaussian matrix. */
export function firstBasis(dimension: number, options: BasisOptions, rng: Rng): Float64Array {
  const { rank, start, startSeed } = options;
  const draws = start === "common" ? rootRng(startSeed).fork("basis") : rng.fork("basis");
  return randomBasis(dimension, rank, draws);
}

/** ω_0. */
export function firstHead(rank: number, rng: Rng): Float64Array {
  const draws = rng.fork("head");
  return Float64Array.from({ length: rank }, () => headScale * normal(draws));
}

/** ω + step Bᵀ g, projected onto the ball. */
export function steppedHead(
  arrays: Arrays,
  { basis, head }: { readonly basis: Float64Array; readonly head: Float64Array },
  direction: Float64Array,
  { step, bound }: { readonly step: number; readonly bound: number },
): Float64Array {
  const next = coordinates(basis, direction, arrays.take(head.length));
  for (let j = 0; j < head.length; j++) next[j] = head[j] + step * next[j];
  return projectOntoBall(next, bound);
}

/** The projected innovation G = (I − B Bᵀ) g ωᵀ scale, d × r, of rank one; `direction` is overwritten. */
export function innovationOf(
  arrays: Arrays,
  { basis, head }: { readonly basis: Float64Array; readonly head: Float64Array },
  direction: Float64Array,
  scale: number,
): Float64Array {
  rejectFrom(basis, direction, arrays.take(head.length));
  const innovation = arrays.take(basis.length);
  for (let i = 0, at = 0; i < direction.length; i++) {
    for (let j = 0; j < head.length; j++) innovation[at++] = scale * direction[i] * head[j];
  }
  return innovation;
}

/** Writes the basis nearest to `mixed` by the chosen retraction, and says whether there is one. */
export type Retract = (mixed: Float64Array, out: Float64Array) => boolean;

/** The retraction of the options. What was retracted last is remembered: under a server all ask the same. */
export function retraction({ rank, retraction: kind }: BasisOptions): Retract {
  let last = new Float64Array(0);
  let found = new Float64Array(0);
  let fine = false;
  return (mixed, out) => {
    if (!equal(mixed, last)) {
      last = mixed.slice();
      found = mixed.slice();
      fine = kind === "qr" ? orthonormalise(found, rank) >= leastDiagonal : polarFactor(found, rank);
    }
    out.set(found);
    return fine;
  };
}

function equal(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Bᵀ M ω: the head that says with `basis` what ω said with M, as far as B can. */
export function transported(
  arrays: Arrays,
  basis: Float64Array,
  mixed: Float64Array,
  head: Float64Array,
): Float64Array {
  const values = combine(mixed, head, arrays.take(basis.length / head.length));
  return coordinates(basis, values, arrays.take(head.length));
}
