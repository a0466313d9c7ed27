// How peers wait for each other.

/** How old may be what an agent mixes, and whom it sends to. */
export type Mode =
  /** Everybody mixes what neighbours mix in the same exchange. */
  | { readonly kind: "synchronous" }
  /** What is mixed may be up to `rounds` rounds old: nobody runs further ahead of a neighbour. */
  | { readonly kind: "bounded-staleness"; readonly rounds: number }
  /**
   * Nobody waits: every agent mixes the newest it has. It sends to all who hear it (`broadcast`), or to one
   * of them that it draws, with half of its weight (`pairwise`).
   */
  | { readonly kind: "asynchronous"; readonly gossip: "broadcast" | "pairwise" };

export const synchronous: Mode = { kind: "synchronous" };

/** The most rounds that what is mixed may be behind. */
export function staleRounds(mode: Mode): number {
  if (mode.kind === "synchronous") return 0;
  return mode.kind === "asynchronous" ? Number.POSITIVE_INFINITY : mode.rounds;
}
