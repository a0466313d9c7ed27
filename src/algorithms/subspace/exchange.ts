// The exchange of a round, the same for prediction and control: bases and trackers are averaged, the average
// becomes a basis, heads follow it.
//
//   S = S + G − G'                    G' the last G; without tracking S = G
//   M = Σ_m W_km ( B_m + ζ S_m ),  S ← Σ_m W_km S_m
//   B R = M by QR with positive diagonal;  ω = Ball( R w )
import type { z } from "zod";
import type { Arrays } from "../../math/arrays.ts";
import { projectOntoBall } from "../../math/orthonormal.ts";
import { mix, type Reply, type Request } from "../algorithm.ts";
import {
  type BasisOptions,
  type exchangeOptions,
  type Innovation,
  outerProduct,
  plusInnovation,
  retraction,
  trackerAfter,
  transported,
} from "./basis.ts";

type Options = BasisOptions & z.infer<typeof exchangeOptions>;

/** What an agent keeps of its exchanges. */
export interface Exchanged {
  /** B, d × r, row by row; orthonormal. */
  readonly basis: Float64Array;
  /** ω. */
  readonly head: Float64Array;
  /** S, d × r, the estimate of the network's mean innovation; empty without tracking. */
  readonly tracker: Float64Array;
  /** The last innovation u ωᵀ, by its factors; empty without tracking. */
  readonly outward: Float64Array;
  readonly lastHead: Float64Array;
}

/** What a mix carries. */
export function sharedNames({ tracking }: Pick<Options, "tracking">): readonly string[] {
  return tracking ? ["basis", "tracker"] : ["basis"];
}

/** Tracker and innovation before the first round: nothing. */
export function exchangeStart(dimension: number, { tracking, rank }: Pick<Options, "tracking" | "rank">) {
  const tracked = tracking ? 1 : 0;
  return {
    tracker: new Float64Array(tracked * dimension * rank),
    outward: new Float64Array(tracked * dimension),
    lastHead: new Float64Array(tracked * rank),
  };
}

/** Basis, head, and with tracking `tracker` and what it tracks, `q`. */
export function exchangeView(
  { basis, head, tracker, outward, lastHead }: Exchanged,
  { tracking }: Pick<Options, "tracking">,
) {
  return { basis, head, ...(tracking && { tracker, q: outerProduct(outward, lastHead) }) };
}

/** One exchange: from the state, the own innovation and the stepped head w to what is kept. */
export type BasisExchange = (
  arrays: Arrays,
  last: Exchanged,
  innovation: Innovation,
  moved: Float64Array,
) => Generator<Request, Exchanged, Reply>;

/** The exchange that the options ask for. */
export function basisExchange(options: Options): BasisExchange {
  const { basisStep, headBound, transportHeads } = options;
  const retract = retraction(options);

  /** B and ω after the mix; where the average is no basis an agent keeps its own. */
  const settled = (arrays: Arrays, own: Float64Array, mixed: Float64Array, moved: Float64Array) => {
    const basis = arrays.take(mixed.length);
    if (!retract(mixed, basis)) {
      basis.set(own);
      return { basis, head: moved };
    }
    if (!transportHeads) return { basis, head: moved };
    return { basis, head: projectOntoBall(transported(arrays, basis, mixed, moved), headBound) };
  };

  if (!options.tracking) {
    return function* (arrays, { basis, tracker, outward, lastHead }, innovation, moved) {
      const mixed = yield* mix({ basis: plusInnovation(arrays, basis, basisStep, innovation) });
      return { ...settled(arrays, basis, mixed.basis, moved), tracker, outward, lastHead };
    };
  }
  return function* (arrays, last, innovation, moved) {
    const { basis } = last;
    const before = { outward: last.outward, head: last.lastHead };
    const tracker = trackerAfter(arrays, last.tracker, innovation, before);
    const mixed = yield* mix({ basis: arrays.axpby(1, basis, basisStep, tracker), tracker });
    const kept = settled(arrays, basis, mixed.basis, moved);
    return { ...kept, tracker: mixed.tracker, outward: innovation.outward, lastHead: innovation.head };
  };
}
