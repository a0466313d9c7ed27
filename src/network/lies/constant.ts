// The same answer to everything.
import { z } from "zod";
import { changed, type LieKind } from "../lie.ts";

const options = z.strictObject({
  value: z.number().min(-1e100).max(1e100).default(0).describe("what every entry says"),
});

export const constant: LieKind = {
  kind: "constant",
  summary: "says `value` in every entry, whatever it should say",
  options,
  build: ({ value }: z.infer<typeof options>) => ({
    told: (message) => changed(message, () => value),
  }),
};
