// The exchange of a round, the same for prediction and control: bases and trackers are averaged, the average
// becomes a basis, heads follow it.
//
//   S = S + G − G'                    G' the last G; without tracking S = G
//   M = Σ_m W_km ( B_m + ζ S_m ),  S ← Σ_m W_km S_m
//   B R = M by QR with positive diagonal;  ω = w, or Ball( R w ) where heads are transported
import type { z } from "zod";
import type { Arrays } from "../../math/arrays.ts";
import { projectOntoBall } from "../../math/orthonormal.ts";
import { trackedStep } from "../../math/rank-one.ts";
import type { State, TrackedSignal } from "../algorithm.ts";
import {
  type BasisOptions,
  type exchangeOptions,
  type Innovation,
  outerProduct,
  plusInnovation,
  retraction,
  transported,
} from "./basis.ts";

type Options = BasisOptions & z.infer<typeof exchangeOptions>;

/** What an agent keeps of its exchanges. */
export interface Exchanged {
  /** B, d × r, row by row; orthonormal. */
  readonly basis: Float64Array;
  /** ω, never sent. */
  readonly head: Float64Array;
}

/** What it keeps beside these where it tracks. */
export interface Tracked {
  /** S, d × r, the estimate of the network's mean innovation. */
  readonly tracker: Float64Array;
  /** The last innovation u ωᵀ, by its factors. */
  readonly outward: Float64Array;
  readonly lastHead: Float64Array;
}

/** What a mix carries; `tracker` with tracking only. */
export interface BasisMessage {
  readonly [name: string]: Float64Array;
  readonly basis: Float64Array;
  readonly tracker: Float64Array;
}

/** Before the mix and after it. */
export interface BasisExchange {
  /** What a mix may carry. */
  readonly shares: readonly string[];
  /** The tracker and G; nothing without tracking. */
  readonly tracked: readonly TrackedSignal<Exchanged & Partial<Tracked> & State>[];
  /** What is kept for tracking before the first round. */
  start(dimension: number): Readonly<Record<string, Float64Array>>;
  /** What is sent: B + ζ S, and S. */
  proposal(arrays: Arrays, last: Exchanged & Partial<Tracked>, innovation: Innovation): BasisMessage;
  /** The basis nearest to what was mixed and the head w in it; the own basis and w where there is none. */
  settled(arrays: Arrays, mixed: BasisMessage, own: Float64Array, moved: Float64Array): Exchanged;
  /** What is kept for tracking. */
  kept(arrays: Arrays, mixed: BasisMessage, innovation: Innovation): Tracked | undefined;
  /** Basis, head, and with tracking `tracker` and what it tracks, `q`. */
  view(state: Exchanged & Partial<Tracked>): Readonly<Record<string, Float64Array>>;
}

/** The exchange that the options ask for. */
export function basisExchange(options: Options): BasisExchange {
  const { basisStep, headBound, transportHeads, tracking, rank } = options;
  const retract = retraction(options);
  return {
    shares: tracking ? ["basis", "tracker"] : ["basis"],
    tracked: tracking ? [{ tracker: "tracker", signal: lastInnovation }] : [],

    start(dimension) {
      if (!tracking) return {} as Record<string, Float64Array>;
      const nothing = (length: number): Float64Array => new Float64Array(length);
      return { tracker: nothing(dimension * rank), outward: nothing(dimension), lastHead: nothing(rank) };
    },

    proposal(arrays, last, innovation) {
      const { basis, tracker, outward, lastHead } = last;
      if (tracker === undefined) {
        return { basis: plusInnovation(arrays, basis, basisStep, innovation) } as unknown as BasisMessage;
      }
      const proposed = { basis: arrays.take(basis.length), tracker: arrays.take(tracker.length) };
      trackedStep({ basis, tracker }, basisStep, innovation, { u: outward!, v: lastHead! }, proposed);
      return proposed;
    },

    settled(arrays, mixed, own, moved) {
      const basis = arrays.take(own.length);
      if (!retract(mixed, mixed.basis, basis)) {
        basis.set(own);
        return { basis, head: moved };
      }
      if (!transportHeads) return { basis, head: moved };
      return { basis, head: projectOntoBall(transported(arrays, basis, mixed.basis, moved), headBound) };
    },

    kept(arrays, mixed, { u, v }) {
      // The head is a row of the round before, whose memory the next round takes again; u is one of this.
      return tracking ? { tracker: mixed.tracker, outward: u, lastHead: arrays.copy(v) } : undefined;
    },

    view({ basis, head, tracker, outward, lastHead }) {
      if (tracker === undefined) return { basis, head } as Record<string, Float64Array>;
      return { basis, head, tracker, q: lastInnovation({ outward, lastHead }) };
    },
  };
}

function lastInnovation({ outward, lastHead }: Partial<Tracked>): Float64Array {
  return outerProduct({ u: outward!, v: lastHead! });
}
