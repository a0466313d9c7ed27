// Another lie for everybody.
import { z } from "zod";
import { normal } from "../../math/random.ts";
import { changed, type LieContext, type LieKind } from "../lie.ts";

const options = z.strictObject({
  size: z.number().gt(0).max(1e100).describe("standard deviation of what is added for each neighbour"),
});

/** What is added for a neighbour stays the same: it pulls its neighbours apart, round after round. */
export const twoFaced: LieKind = {
  kind: "two-faced",
  summary: "adds something else for each neighbour, always the same for one: pulls its neighbours apart",
  options,
  examples: [{ size: 1 }],
  build: ({ size }: z.infer<typeof options>, { rng }: LieContext) => ({
    told(message, _, listener) {
      const names = Object.keys(message).sort();
      const draws = names.map((name) => rng.fork(listener, name));
      return changed(message, (value, _at, name) => value + size * normal(draws[names.indexOf(name)]!));
    },
  }),
};
