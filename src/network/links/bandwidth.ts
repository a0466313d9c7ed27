// How many bytes a second go through: packets queue, one after the other.
import { z } from "zod";
import type { Link, LinkKind } from "../link.ts";

/**
 * A queue without an end, served at a fixed rate in the order of sending: a packet leaves when those before
 * it and all its own bytes have. Its state is the time, in ms, at which the queue is empty.
 */
export function queue(bytesPerSecond: number): Link<number> {
  return {
    init: () => 0,
    carry(packet, now, free) {
      const left = Math.max(now, free) + (1000 * packet.length) / bytesPerSecond;
      return { arrivals: [left], state: left };
    },
  };
}

export const queueKind: LinkKind = {
  kind: "queue",
  summary: "so many bytes a second, one packet after the other",
  places: ["uplink", "bandwidth"],
  options: z.strictObject({
    bytesPerSecond: z
      .number()
      .positive()
      .max(1e15)
      .describe("an uplink shares them among all edges of its agent; 1 Mbit/s is 125000"),
  }),
  examples: [{ bytesPerSecond: 125_000 }],
  build: ({ bytesPerSecond }: { bytesPerSecond: number }) => queue(bytesPerSecond),
};
