// The opposite of the truth.
import { z } from "zod";
import { changed, type LieKind } from "../lie.ts";

const options = z.strictObject({
  scale: z.number().gt(0).max(1e6).default(1).describe("the opposite is multiplied by it"),
});

export const signFlip: LieKind = {
  kind: "sign-flip",
  summary: "tells the opposite of what it should, `scale` times as large",
  options,
  build: ({ scale }: z.infer<typeof options>) => ({
    told: (message) => changed(message, (value) => -scale * value),
  }),
};
