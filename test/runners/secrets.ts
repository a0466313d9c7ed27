// Looks for numbers that must not be there.

/** Which of these numbers stand in some bytes: as float64, as text, or in base64. */
export function found(bytes: Uint8Array, secrets: readonly number[]): number[] {
  const all = Buffer.from(bytes);
  const inside = [...all.toString("latin1").matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)];
  const decoded = Buffer.concat([all, ...inside.map(([text]) => Buffer.from(text, "base64"))]);
  return secrets.filter(
    (secret) =>
      decoded.includes(Buffer.from(Float64Array.of(secret).buffer)) || all.includes(String(secret)),
  );
}
