// A plug-in with a link: packets take longer in the first part of every period, wherever they go.
import type { LinkKind } from "hearsay";
import { z } from "zod";

interface RushHour {
  readonly periodMs: number;
  readonly busyMs: number;
  readonly extraMs: number;
}

/** Packets sent in the first `busyMs` of every `periodMs` take `extraMs` longer. */
const rushHour: LinkKind = {
  kind: "rush-hour",
  summary: "packets take longer in the first part of every period",
  places: ["latency", "jitter"],
  options: z.strictObject({
    periodMs: z.number().positive().describe("milliseconds from one rush hour to the next"),
    busyMs: z.number().min(0).describe("milliseconds that it lasts"),
    extraMs: z.number().min(0).describe("milliseconds that packets then take beside"),
  }),
  examples: [{ periodMs: 1000, busyMs: 200, extraMs: 50 }],
  build: ({ periodMs, busyMs, extraMs }: RushHour) => ({
    // A link may keep a state for every edge; this one looks at the clock only.
    init: () => undefined,
    carry: (_packet, now, state) => ({
      arrivals: [now + (now % periodMs < busyMs ? extraMs : 0)],
      state,
    }),
  }),
};

export default { links: [rushHour] };
