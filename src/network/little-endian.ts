// Numbers in bytes, lowest byte first, on machines of either order.

/** Writes a whole number of 16 bits. */
export function writeUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

/** Reads a whole number of 16 bits. */
export function readUint16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

/** Writes a whole number of 32 bits. */
export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** Reads a whole number of 32 bits. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Writes float64 values, wherever they come to lie. */
export function writeFloats(bytes: Uint8Array, at: number, values: Float64Array): void {
  const place = bytes.byteOffset + at;
  if (littleEndian && place % 8 === 0) {
    new Float64Array(bytes.buffer, place, values.length).set(values);
    return;
  }
  const view = new DataView(bytes.buffer, place, 8 * values.length);
  for (let k = 0; k < values.length; k++) view.setFloat64(8 * k, values[k]!, true);
}

/** Float64 values: a view of `bytes` where their place in memory allows it, else a copy. */
export function readFloats(bytes: Uint8Array, at: number, length: number): Float64Array {
  const place = bytes.byteOffset + at;
  if (littleEndian && place % 8 === 0) return new Float64Array(bytes.buffer, place, length);
  const view = new DataView(bytes.buffer, place, 8 * length);
  return Float64Array.from({ length }, (_, k) => view.getFloat64(8 * k, true));
}
