import type { AnyKind } from "../kind.ts";
import type { Rng } from "../math/random.ts";
import type { Message } from "../mixing/mixing.ts";
import type { AgentId } from "../topology/topology.ts";
import type { Stamp } from "./frame.ts";

/** What a Byzantine agent tells its neighbours. Names and lengths stay, else nobody would listen. */
export interface Lie {
  /** What `listener` is told in place of `message`, which is not changed. */
  told(message: Message, stamp: Stamp, listener: AgentId): Message;
}

/** What a lie gets beside its own options. */
export interface LieContext {
  /** Root of this agent's draws. */
  readonly rng: Rng;
}

/** A way to lie; `build` is called for every liar, so that a lie may remember. */
export type LieKind = AnyKind<LieContext, Lie>;

/** Every entry of a message changed; its name and place are told. */
export function changed(
  message: Message,
  entry: (value: number, at: number, name: string) => number,
): Message {
  const names = Object.entries(message);
  return Object.fromEntries(names.map(([name, x]) => [name, x.map((value, at) => entry(value, at, name))]));
}
