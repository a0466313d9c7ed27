import type { AnyKind } from "../../kind.ts";
import type { Arrays } from "../../math/arrays.ts";
import type { AgentId } from "../../topology/topology.ts";
import type { Message, Mixing, Weights } from "../mixing.ts";

/** One exchange of one agent, as its mixer sees it. */
export interface Occasion {
  /** Grows from exchange to exchange; the same number at all agents that mix the same. */
  readonly stamp: number;
  /** The agent's row of W: what it gives to what it hears. */
  readonly row: Weights;
  /** The agent's column of W: what others give to what they hear from it. */
  readonly column: Weights;
  /** The agent's own part. */
  readonly message: Message;
}

/** What came from a source: a message, and what the rule says beside it. */
export interface Parcel {
  readonly stamp: number;
  /** Undefined in a bare confirmation. */
  readonly message: Message | undefined;
  /** The rule's own numbers; undefined where it has none. */
  readonly numbers: Float64Array | undefined;
}

/** What a source's message is in this exchange; undefined where it is missing. */
export type Heard = (source: AgentId) => Parcel | undefined;

/** What a rule remembers, as numbers: it is digested with the agent's state. */
export type MixerState = Readonly<Record<string, Float64Array>>;

/** One agent's side of a rule. */
export interface Mixer {
  /** Forms the reply from what has come. It is not called before `begin`, and once an exchange. */
  mixed(occasion: Occasion, heard: Heard, arrays: Arrays): Message;
  /** Begins an exchange, where the rule has something to do before anything is sent. */
  begin?(occasion: Occasion): void;
  /** What `listener` is sent in place of the agent's own part. */
  parcelFor?(occasion: Occasion, listener: AgentId): Parcel;
  /** The rule's numbers of a bare confirmation to `source`. */
  confirmationFor?(source: AgentId): Float64Array;
  /** Takes what has come, whenever it is meant for: confirmations, and messages that come too late. */
  received?(source: AgentId, parcel: Parcel, isLate: boolean): void;
  /** Forgets everything: before exchange `stamp` nothing was. Epochs count how often all have done so. */
  renew?(stamp: number, epoch: number): void;
  /** An agent takes no part from exchange `stamp` on; `gone` is its mixer. */
  settle?(agent: AgentId, gone: Mixer, stamp: number): void;
  /** Takes over from an agent that leaves, which takes along `own`: the values of some names. */
  inherit?(gone: Mixer, own: Message): void;
  /** What it remembers; nothing unless it has this. */
  state?(): MixerState;
  /** All that it needs to go on from here, beside `state` what it knows of the edges: a copy. */
  saved?(): MixerState;
  /** Becomes what told `saved`, or as it was at first where that is nothing. Whoever has one has both. */
  restore?(saved: MixerState): void;
}

/**
 * What mixing does when something is missing. All rules mix what has come in ascending agent id; they
 * differ in what stands in for the rest.
 */
export interface MissingRule {
  /** Whether a network that loses nothing gives the bits of W·X. */
  readonly isPlain: boolean;
  /** Whether a reply depends on the row and what has come in this exchange alone: lockstep can do it. */
  readonly isMemoryless: boolean;
  /** Whether replies are linear in what has come, the weights independent of the values. */
  readonly isLinear: boolean;
  /** Whether it mixes by the columns of W: then W need not have rows that sum to 1, and columns must. */
  readonly byColumns: boolean;
  /** An agent's own side. */
  mixerOf(agent: AgentId): Mixer;
}

/** What a rule gets beside its own options. */
export interface MissingContext {
  /** Known to refuse what does not fit; a mixer reads its own row and column from the occasion. */
  readonly mixing: Mixing;
}

/** Whether an agent can come back from a crash to what it was. */
export function comesBack({ isMemoryless, mixerOf }: MissingRule): boolean {
  return isMemoryless || mixerOf(0).restore !== undefined;
}

/**
 * A rule that a scenario names under `network.whenMissing`; `build` throws ScenarioError where it does not
 * fit W.
 */
export type MissingKind = AnyKind<MissingContext, MissingRule>;
