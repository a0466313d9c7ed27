// Packets that never arrive.
import { z } from "zod";
import type { Carried, Link, LinkKind } from "../link.ts";

const probability = z.number().min(0).max(1);

function lostOrNot<L>(lost: boolean, now: number, state: L): Carried<L> {
  return { arrivals: lost ? [] : [now], state };
}

export const independent: LinkKind = {
  kind: "independent",
  summary: "each packet is lost with one probability, whatever became of the others",
  places: ["loss"],
  options: z.strictObject({ probability: probability.describe("that a packet is lost") }),
  examples: [{ probability: 0.3 }],
  build: ({ probability }: { probability: number }): Link<undefined> => ({
    isLossy: probability > 0,
    init: () => undefined,
    carry: (_, now, state, rng) => lostOrNot(rng.next() < probability, now, state),
  }),
};

interface Chain {
  readonly worsen: number;
  readonly recover: number;
  readonly lossWhenGood: number;
  readonly lossWhenBad: number;
}

/**
 * Losses in bursts: a Markov chain of two states, stepped once a packet before it is carried. In the long
 * run a packet is lost with probability (recover · lossWhenGood + worsen · lossWhenBad) / (worsen +
 * recover); a bad time lasts 1/recover packets in the mean. E. N. Gilbert, Capacity of a burst-noise channel
 * (1960); E. O. Elliott, Estimates of error rates for codes on burst-noise channels (1963).
 */
export const gilbertElliott: LinkKind = {
  kind: "gilbert-elliott",
  summary: "losses in bursts: every edge has good and bad times (Gilbert, Elliott)",
  places: ["loss"],
  options: z.strictObject({
    worsen: probability.describe("that a good time turns bad before the next packet"),
    recover: probability.describe("that a bad time turns good before the next packet"),
    lossWhenGood: probability.default(0).describe("that a packet is lost in a good time"),
    lossWhenBad: probability.default(1).describe("that a packet is lost in a bad time"),
  }),
  examples: [{ worsen: 0.1, recover: 0.4 }],
  build: ({ worsen, recover, lossWhenGood, lossWhenBad }: Chain): Link<boolean> => ({
    isLossy: lossWhenGood > 0 || (worsen > 0 && lossWhenBad > 0),
    init: () => false,
    carry(_, now, wasBad, rng) {
      const isBad = wasBad ? rng.next() >= recover : rng.next() < worsen;
      return lostOrNot(rng.next() < (isBad ? lossWhenBad : lossWhenGood), now, isBad);
    },
  }),
};
