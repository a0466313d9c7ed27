// What a packet of a peer is on a cable: peers speak over libp2p, and that over TCP.

/** The length before a record of ours, and yamux' header (hashicorp/yamux, spec.md). */
const aroundMessage = 4 + 12;

/** A noise message holds at most so many bytes, beside its length and its tag (libp2p, noise/README.md). */
const noise = { most: 65_535 - 16, around: 2 + 16 };

/** A full Ethernet frame's part of TCP's bytes; headers of Ethernet, IPv4 and TCP with its time stamps. */
const segment = { most: 1448, around: 14 + 20 + 32 };

/**
 * Bytes that a packet of so many takes on an Ethernet cable, from Ethernet's header on. Beside its own
 * segments
 * it pays one that bears no bytes: the acknowledgement of a message that came the other way.
 */
export function bytesOnCable(length: number): number {
  const message = length + aroundMessage;
  const bytes = message + Math.ceil(message / noise.most) * noise.around;
  return bytes + (Math.ceil(bytes / segment.most) + 1) * segment.around;
}
