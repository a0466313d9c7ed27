// Digests of agents' states: equal digests mean equal bits.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { State } from "../algorithms/algorithm.ts";

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * SHA-256 over the state's names in code-unit order; for each the name's byte length (uint32), its UTF-8
 * bytes, the number of values (uint32) and the values as float64, all little-endian. A number counts as one
 * value.
 */
export function agentDigest(state: State): Uint8Array {
  const hash = sha256.create();
  for (const name of Object.keys(state).sort()) {
    const value = state[name]!;
    const values = typeof value === "number" ? Float64Array.of(value) : value;
    const label = utf8ToBytes(name);
    hash
      .update(uint32(label.length))
      .update(label)
      .update(uint32(values.length))
      .update(float64Bytes(values));
  }
  return hash.digest();
}

/** First 16 hex digits of SHA-256(agentDigest₀ ‖ … ‖ agentDigest_{N−1}). */
export function rowDigest(agentDigests: readonly Uint8Array[]): string {
  const hash = sha256.create();
  for (const digest of agentDigests) hash.update(digest);
  return shortHex(hash.digest());
}

/** The first 16 hex digits. */
export function shortHex(digest: Uint8Array): string {
  return bytesToHex(digest.subarray(0, 8));
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function float64Bytes(values: Float64Array): Uint8Array {
  if (littleEndian) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const view = new DataView(new ArrayBuffer(values.byteLength));
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}
