// Copies, and packets that overtake each other or may not.
import { z } from "zod";
import type { Link, LinkKind } from "../link.ts";

export const duplicate: LinkKind = {
  kind: "duplicate",
  summary: "some packets are doubled; each copy travels on its own",
  places: ["duplication"],
  options: z.strictObject({
    probability: z.number().min(0).max(1).describe("that a packet is doubled"),
  }),
  examples: [{ probability: 0.4 }],
  build: ({ probability }: { probability: number }): Link<undefined> => ({
    init: () => undefined,
    carry: (_, now, state, rng) => ({ arrivals: rng.next() < probability ? [now, now] : [now], state }),
  }),
};

/** Its state is the latest arrival on the edge so far, in ms. */
export const inOrder: LinkKind = {
  kind: "in-order",
  summary:
    "packets of an edge arrive in the order they were sent, as over TCP: one that is late holds all up",
  places: ["order"],
  options: z.strictObject({}),
  build: (): Link<number> => ({
    init: () => 0,
    carry(_, now, latest) {
      const arrival = Math.max(now, latest);
      return { arrivals: [arrival], state: arrival };
    },
  }),
};

export const heldBack: LinkKind = {
  kind: "held-back",
  summary: "some packets are held back, so that later ones overtake them",
  places: ["order"],
  options: z.strictObject({
    probability: z.number().min(0).max(1).describe("that a packet is held back"),
    heldMs: z.number().min(0).max(1e9).describe("for how many milliseconds"),
  }),
  examples: [{ probability: 0.3, heldMs: 50 }],
  build: ({ probability, heldMs }: { probability: number; heldMs: number }): Link<undefined> => ({
    init: () => undefined,
    carry: (_, now, state, rng) => ({
      arrivals: [now + (rng.next() < probability ? heldMs : 0)],
      state,
    }),
  }),
};
