// The truth, made useless.
import { z } from "zod";
import { normal } from "../../math/random.ts";
import { exchangeOf, roundOf } from "../frame.ts";
import { changed, type LieContext, type LieKind } from "../lie.ts";

const options = z.strictObject({
  size: z.number().gt(0).max(1e100).describe("standard deviation of the noise"),
});

/** The draws of an exchange, alike for all listeners. */
export const noise: LieKind = {
  kind: "noise",
  summary: "adds normal noise of standard deviation `size`, the same for all neighbours",
  options,
  examples: [{ size: 1 }],
  build: ({ size }: z.infer<typeof options>, { rng }: LieContext) => ({
    told(message, stamp) {
      const draws = rng.fork(roundOf(stamp), exchangeOf(stamp));
      return changed(message, (value) => value + size * normal(draws));
    },
  }),
};
