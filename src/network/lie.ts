import type { Message } from "../mixing/mixing.ts";
import type { AgentId } from "../topology/topology.ts";
import type { Stamp } from "./frame.ts";

/** What a Byzantine agent tells its neighbours. Names and lengths stay, else nobody would listen. */
export interface Lie {
  /** What `listener` is told in place of `message`, which is not changed. */
  told(message: Message, stamp: Stamp, listener: AgentId): Message;
}
