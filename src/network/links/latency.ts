// How long a packet travels: latencies that know nothing of the edge but its draws.
import { z } from "zod";
import { exp } from "../../math/exponential.ts";
import { normal, type Rng } from "../../math/random.ts";
import type { Link, LinkKind } from "../link.ts";

/** Where latencies stand. Both add up. */
export const latencyPlaces = ["latency", "jitter"] as const satisfies LinkKind["places"];

const milliseconds = z.number().min(0).max(1e9);

/** A link that keeps nothing in mind and delays every packet by what `delayMs` draws. */
export function delaying(delayMs: (rng: Rng) => number): Link<undefined> {
  return {
    init: () => undefined,
    carry: (_, now, state, rng) => ({ arrivals: [now + delayMs(rng)], state }),
  };
}

export const constant: LinkKind = {
  kind: "constant",
  summary: "every packet travels equally long",
  places: latencyPlaces,
  options: z.strictObject({ ms: milliseconds.describe("milliseconds from sender to receiver") }),
  examples: [{ ms: 20 }],
  build: ({ ms }: { ms: number }) => delaying(() => ms),
};

export const uniform: LinkKind = {
  kind: "uniform",
  summary: "every packet travels for a time drawn uniformly",
  places: latencyPlaces,
  options: z
    .strictObject({
      lowestMs: milliseconds.describe("the shortest time in milliseconds"),
      highestMs: milliseconds.describe("the longest time in milliseconds"),
    })
    .refine(({ lowestMs, highestMs }) => lowestMs <= highestMs, "lowestMs must not exceed highestMs"),
  examples: [{ lowestMs: 5, highestMs: 25 }],
  build: ({ lowestMs, highestMs }: { lowestMs: number; highestMs: number }) =>
    delaying((rng) => lowestMs + (highestMs - lowestMs) * rng.next()),
};

export const logNormal: LinkKind = {
  kind: "log-normal",
  summary: "every packet travels for a log-normal time: most near the median, few much longer",
  places: latencyPlaces,
  options: z.strictObject({
    medianMs: milliseconds.describe("half of all packets travel for fewer milliseconds"),
    spread: z
      .number()
      .min(0)
      .max(5)
      .describe("standard deviation of the logarithm: 0.5 puts 1 in 40 above 2.7 medians"),
  }),
  examples: [{ medianMs: 40, spread: 0.5 }],
  build: ({ medianMs, spread }: { medianMs: number; spread: number }) =>
    delaying((rng) => medianMs * exp(spread * normal(rng))),
};

export const retransmission: LinkKind = {
  kind: "retransmission",
  summary: "a reliable transport over a lossy link: losses cost time instead, doubling with each",
  places: latencyPlaces,
  options: z.strictObject({
    probability: z.number().min(0).max(0.99).describe("that one attempt is lost"),
    timeoutMs: milliseconds.describe("milliseconds until the first repetition; each later one waits twice"),
  }),
  examples: [{ probability: 0.3, timeoutMs: 200 }],
  build: ({ probability, timeoutMs }: { probability: number; timeoutMs: number }) =>
    delaying((rng) => {
      let waited = 0;
      // As in TCP (RFC 6298, 5.5), the timeout doubles; at 64 times the first it stays.
      for (let wait = timeoutMs; rng.next() < probability; wait = Math.min(2 * wait, 64 * timeoutMs))
        waited += wait;
      return waited;
    }),
};
