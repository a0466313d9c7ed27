// Computing times with a tail: now and then a round takes an agent much longer than most.
import { z } from "zod";
import { exp } from "../../math/exponential.ts";
import { log } from "../../math/logarithm.ts";
import { exponential } from "../../math/random.ts";
import type { ComputingKind } from "../computing.ts";

const milliseconds = z.number().min(0).max(1e9);

export const constant: ComputingKind = {
  kind: "constant",
  summary: "every round takes equally long",
  options: z.strictObject({ ms: milliseconds.describe("milliseconds a round") }),
  examples: [{ ms: 0 }, { ms: 5 }],
  build: ({ ms }: { ms: number }) => ({ durationMs: () => ms }),
};

/** K. Lee et al., Speeding up distributed machine learning using codes (2018), eq. 4. */
export const shiftedExponential: ComputingKind = {
  kind: "shifted-exponential",
  summary: "a round takes a least time, and an exponential time beside it",
  options: z.strictObject({
    leastMs: milliseconds.describe("the shortest round in milliseconds"),
    meanExtraMs: milliseconds.describe("milliseconds beside it in the mean"),
  }),
  examples: [
    { leastMs: 0, meanExtraMs: 2 },
    { leastMs: 5, meanExtraMs: 2 },
  ],
  build: ({ leastMs, meanExtraMs }: { leastMs: number; meanExtraMs: number }) => ({
    durationMs: (rng) => leastMs + meanExtraMs * exponential(rng),
  }),
};

export const pareto: ComputingKind = {
  kind: "pareto",
  summary: "a round takes a least time or, rarely, any multiple of it: P(T > t) = (leastMs/t)^shape",
  options: z.strictObject({
    leastMs: milliseconds.describe("the shortest round in milliseconds"),
    shape: z
      .number()
      .min(0.5)
      .max(100)
      .describe(
        "the smaller, the heavier the tail; the mean is leastMs · shape/(shape − 1) where shape > 1",
      ),
  }),
  examples: [
    { leastMs: 5, shape: 0.5 },
    { leastMs: 5, shape: 2 },
  ],
  build: ({ leastMs, shape }: { leastMs: number; shape: number }) => ({
    durationMs: (rng) => leastMs * exp(-log(1 - rng.next()) / shape),
  }),
};
