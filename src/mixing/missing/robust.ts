// What robust rules have in common: they look at what is here, whoever sent it, and remember nothing.
import type { Arrays } from "../../math/arrays.ts";
import type { AgentId } from "../../topology/topology.ts";
import type { Message } from "../mixing.ts";
import type { MissingRule } from "./missing.ts";
import { type Present, presentIn } from "./present.ts";

/** What a robust rule chooses from. */
export interface Assembly {
  readonly agent: AgentId;
  /** The agent's own part. */
  readonly message: Message;
  /** The agent and whose messages have come, ascending. */
  readonly present: readonly Present[];
}

/** The rule that replies with what `choose` makes of those present. */
export function robustRule(choose: (assembly: Assembly, arrays: Arrays) => Message): MissingRule {
  return {
    isPlain: false,
    isMemoryless: true,
    isLinear: false,
    byColumns: false,
    mixerOf: (agent) => ({
      mixed: ({ row, message }, heard, arrays) =>
        choose({ agent, message, present: presentIn(row, agent, message, heard) }, arrays),
    }),
  };
}
