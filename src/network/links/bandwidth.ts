// How many bytes a second go through: packets queue, one after the other.
import { z } from "zod";
import type { Link, LinkKind } from "../link.ts";
import { bytesOnCable } from "./framing.ts";

/**
 * A queue without an end, served at a fixed rate in the order of sending: a packet leaves when those before
 * it and all its own bytes have. Its state is the time, in ms, at which the queue is empty.
 * @param bytesOf how many bytes a packet is, by its length; its length unless told
 */
export function queue(bytesPerSecond: number, bytesOf = (length: number) => length): Link<number> {
  return {
    init: () => 0,
    carry(packet, now, free) {
      const left = Math.max(now, free) + (1000 * bytesOf(packet.length)) / bytesPerSecond;
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
    framing: z
      .literal("libp2p")
      .optional()
      .describe(
        "counts what libp2p, TCP and Ethernet put around a packet too; its own bytes alone unless told",
      ),
  }),
  examples: [{ bytesPerSecond: 125_000 }, { bytesPerSecond: 125_000, framing: "libp2p" }],
  build: ({ bytesPerSecond, framing }: { bytesPerSecond: number; framing?: "libp2p" }) =>
    queue(bytesPerSecond, framing === undefined ? undefined : bytesOnCable),
};
