// Why a dial came to nothing, in words.

/** All that is known where a peer closes without a word. */
const closed = "it closed the connection: this peer is a stranger to it, or it is ending";

const reasons: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, "nobody listens there (yet)"],
  [/EHOSTUNREACH|ENETUNREACH/, "no way to that address"],
  [/ETIMEDOUT|timed? ?out|Timeout|abort/i, "no answer"],
  [/UnexpectedPeerError|EncryptionFailed|does not match expected/, "another key than the hosts file names"],
  [/dial self/, "its id is this peer's own"],
  [/ECONNRESET|EPIPE|EOF|reset|closed/i, closed],
];

/** One line for whatever a dial has thrown. */
export function dialFailure(thrown: unknown): string {
  const { name, message } = errorOf(thrown);
  const known = reasons.find(([pattern]) => pattern.test(`${name}: ${message}`));
  return known?.[1] ?? message.split("\n")[0]!;
}

/**
 * What was thrown as an error. Where a stream closes while libp2p waits to write on it, libp2p throws the
 * event of the closing, which is none: the error is in it, if there is one.
 */
export function errorOf(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const inner = (thrown as { readonly error?: unknown } | undefined)?.error;
  return inner instanceof Error ? inner : new Error(closed);
}
