import type { AnyKind } from "../kind.ts";
import type { Rng } from "../math/random.ts";

/** How long agents compute before they speak in a round: the same for all agents, but for the draws. */
export interface Computing {
  /**
   * Milliseconds that one round takes one agent, not negative.
   * @param rng a stream of this agent and round alone
   */
  durationMs(rng: Rng): number;
}

/** A model of computing times. */
export type ComputingKind = AnyKind<object, Computing>;
