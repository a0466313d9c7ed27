// The shared basis: where it starts, how it is proposed to move, how its average becomes a basis again.
import { z } from "zod";
import { randomBasis } from "../../environments/linear-features.ts";
import { ScenarioError } from "../../error.ts";
import type { Arrays } from "../../math/arrays.ts";
import { carry, projectOntoBall, reorthonormalise, residual } from "../../math/orthonormal.ts";
import { polarFactor } from "../../math/polar.ts";
import { normal, type Rng, rootRng } from "../../math/random.ts";
import { type Outer, plusOuter } from "../../math/rank-one.ts";
import type { Message } from "../../mixing/mixing.ts";

/** Options of every algorithm with a shared orthonormal basis and personal heads. */
export const basisOptions = z.strictObject({
  rank: z.int().min(1).max(64).default(3).describe("dimension r of the shared subspace"),
  basisStep: z
    .number()
    .nonnegative()
    .describe("step ζ of the basis; its effective size is ζ‖ω‖²; at 0 bases stay as they were drawn"),
  headStep: z.number().nonnegative().describe("step β of the heads"),
  headBound: z
    .number()
    .positive()
    .default(10)
    .describe("heads are projected onto the ball of this radius: above the length of all true heads"),
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
    .default(false)
    .describe(
      "multiply heads by R = Bᵀ M: values stay those of M, at the price of (R − I) ω in every round, " +
        "which grows as ζ² and only β takes back",
    ),
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
export function firstBasis(
  dimension: number,
  { rank, start, startSeed }: Pick<BasisOptions, "rank" | "start" | "startSeed">,
  rng: Rng,
): Float64Array {
  if (start === "common") return commonBasis(dimension, rank, startSeed);
  return randomBasis(dimension, rank, rng.fork("basis"));
}

/** The basis that all who know its seed draw. */
export function commonBasis(dimension: number, rank: number, seed: number): Float64Array {
  return randomBasis(dimension, rank, rootRng(seed).fork("basis"));
}

/** ω_0. */
export function firstHead(rank: number, rng: Rng): Float64Array {
  const draws = rng.fork("head");
  return Float64Array.from({ length: rank }, () => headScale * normal(draws));
}

/** ω + step c with c = Bᵀ g, projected onto the ball. */
export function steppedHead(
  arrays: Arrays,
  head: Float64Array,
  along: Float64Array,
  { step, bound }: { readonly step: number; readonly bound: number },
): Float64Array {
  const next = arrays.take(head.length);
  for (let j = 0; j < next.length; j++) next[j] = head[j] + step * along[j];
  return projectOntoBall(next, bound);
}

/** scale (g − B c) with c = Bᵀ g: the part of a direction that leaves the subspace, d numbers. */
export function leaving(
  arrays: Arrays,
  basis: Float64Array,
  direction: Float64Array,
  along: Float64Array,
  scale: number,
): Float64Array {
  return residual(basis, along, direction, scale, arrays.take(direction.length));
}

/** The innovation G = u ωᵀ of rank one, by its factors: u = (I − B Bᵀ) δ φ(s_0)/L and v = ω. */
export type Innovation = Outer;

/** X + scale G, d × r. */
export function plusInnovation(
  arrays: Arrays,
  x: Float64Array,
  scale: number,
  innovation: Innovation,
): Float64Array {
  return plusOuter(x, scale, innovation, arrays.take(x.length));
}

/** u vᵀ, d × r. */
export function outerProduct({ u, v }: Outer): Float64Array {
  const { length } = v;
  return Float64Array.from(
    { length: u.length * length },
    (_, at) => u[Math.floor(at / length)] * v[at % length],
  );
}

/** Writes the basis nearest to the array `mixed` of a reply, and says whether there is one to move to. */
export type Retract = (reply: Message, mixed: Float64Array, out: Float64Array) => boolean;

/**
 * The retraction of the options. Under a server all agents of a thread are given one reply: those after the
 * first copy what is in the first one's row, be it as it was written or with columns turned. A basis without
 * a step keeps its bits, which averages would lose to rounding.
 */
export function retraction({
  rank,
  retraction: kind,
  basisStep,
}: Pick<BasisOptions, "rank" | "retraction" | "basisStep">): Retract {
  if (basisStep === 0) return () => false;
  const gram = new Float64Array(rank * rank);
  const nearest = (mixed: Float64Array, out: Float64Array): boolean => {
    const isThick = reorthonormalise(mixed, rank, gram, out) >= leastDiagonal;
    if (kind === "qr" || !isThick) return isThick;
    out.set(mixed);
    return polarFactor(out, rank);
  };
  let last: Message | undefined;
  let found: Float64Array | undefined;
  return (reply, mixed, out) => {
    if (reply !== last) found = nearest(mixed, out) ? out : undefined;
    else if (found !== undefined) out.set(found);
    last = reply;
    return found !== undefined;
  };
}

/**
 * R ω with R = Bᵀ M: the head that says with `basis` what ω said with M. With weights w_m, proposals
 * Y_m = B_m + ζ G_m and B_mᵀ G_m = 0 (no tracking), both retractions have
 *
 *   RᵀR = MᵀM = I + ζ² Σ_m w_m G_mᵀ G_m − ½ Σ_mn w_m w_n (Y_m − Y_n)ᵀ (Y_m − Y_n)
 *
 * Innovations make heads longer, disagreement makes them shorter; where bases agree and innovations vanish
 * R = I. Under noise neither vanishes: heads grow by O(ζ²) of their length in every round, the more so the
 * longer they are, and stay too long by O(ζ²/β).
 */
export function transported(
  arrays: Arrays,
  basis: Float64Array,
  mixed: Float64Array,
  head: Float64Array,
): Float64Array {
  return carry(basis, mixed, head, arrays.take(head.length));
}
