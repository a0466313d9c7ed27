import { z } from "zod";
import { type LinkKind, places } from "../link.ts";

export const none: LinkKind = {
  kind: "none",
  summary: "nothing happens to packets here",
  places,
  options: z.strictObject({}),
  build: () => ({
    init: () => undefined,
    carry: (_, now, state) => ({ arrivals: [now], state }),
  }),
};
