// CRC-32 by long division, bit by bit: what the codec's table is compared with.

/** The CRC-32 (reflected polynomial 0xEDB88320) of some bytes. */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}

/** The bytes with their CRC-32 behind them, lowest byte first. */
export function sealed(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + 4);
  whole.set(bytes);
  new DataView(whole.buffer).setUint32(bytes.length, crcOf(bytes), true);
  return whole;
}
