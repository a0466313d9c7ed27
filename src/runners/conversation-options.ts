// What a conversation is made of, and why it drops packets.
import type { ArenaRows } from "../math/arrays.ts";
import type { Rng } from "../math/random.ts";
import type { Mixer } from "../mixing/missing/missing.ts";
import type { Mixing } from "../mixing/mixing.ts";
import type { Clock } from "../network/clock.ts";
import type { Codec, FrameFault } from "../network/codec.ts";
import type { Frame, Stamp } from "../network/frame.ts";
import type { Lie } from "../network/lie.ts";
import type { Mode } from "../network/mode.ts";
import type { Network } from "../network/network.ts";
import type { AgentId } from "../topology/topology.ts";
import type { Refusal } from "./inbox.ts";
import type { Retention } from "./retention.ts";

/** How a peer waits, and what it does without what it waited for. */
export interface Conduct {
  /** How peers wait for each other; `synchronous` unless told. */
  readonly mode?: Mode;
  /** How long it waits for the neighbours in one exchange, in ms; without end unless told. */
  readonly patience?: number;
  /** Tells the time; a peer whose patience ends needs it. */
  readonly clock?: Clock;
  /** The agent's side of the rule for what is missing; `to-self` unless told. */
  readonly mixer?: Mixer;
  /** What a Byzantine agent tells in place of the truth. */
  readonly lie?: Lie | undefined;
  /** Draws of partners where gossip is pairwise. */
  readonly draws?: Rng;
  /** Frames that may be asked for again by whoever crashes; nothing is kept without it. */
  readonly retention?: Retention | undefined;
  /** Told who was missing when an exchange was mixed without them. */
  readonly onMissing?: (stamp: Stamp, sources: readonly AgentId[]) => void;
  /** Takes what a neighbour that leaves hands over; answers why not. */
  readonly onHandOver?: (from: AgentId, frame: Frame) => Rejection | undefined;
}

/** What a conversation is made of. */
export interface ConversationOptions extends Conduct {
  readonly id: AgentId;
  /** Only the agent's own edges and weights are read. */
  readonly mixing: Mixing;
  readonly arrays: ArenaRows;
  readonly codec: Codec;
  readonly network: Network;
}

/** Why a packet was dropped. */
export type Rejection =
  | FrameFault
  | Refusal
  | "another sender"
  | "off the graph"
  | "another shape"
  | "unexpected hand-over";
