// TCP's checksum (RFC 9293, 3.1), which hosts leave to their network card: here the relay is the card.

const protocolOfTcp = 6;

/**
 * Sums big-endian 16-bit words from one place to another; an odd last byte counts as a word's upper half.
 */
function sumOf(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at + 1 < to; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!;
  return (to - from) % 2 === 1 ? sum + (bytes[to - 1]! << 8) : sum;
}

/** Writes the checksum of an Ethernet frame that holds TCP over IPv4; leaves any other frame alone. */
export function fillTcpChecksum(frame: Uint8Array): void {
  const ip = 14;
  const isTcp = frame[12] === 8 && frame[13] === 0 && frame[ip + 9] === protocolOfTcp;
  if (!isTcp) return;
  const tcp = ip + 4 * (frame[ip]! & 15);
  const end = ip + ((frame[ip + 2]! << 8) | frame[ip + 3]!);
  frame[tcp + 16] = 0;
  frame[tcp + 17] = 0;
  let sum = protocolOfTcp + (end - tcp) + sumOf(frame, ip + 12, ip + 20) + sumOf(frame, tcp, end);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  frame[tcp + 16] = ~sum >> 8;
  frame[tcp + 17] = ~sum;
}
