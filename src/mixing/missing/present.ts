// Rows of W where some of what they weigh is absent.
import type { AgentId } from "../../topology/topology.ts";
import type { Message, Weights } from "../mixing.ts";
import { withSelf } from "../weights.ts";
import type { Heard } from "./missing.ts";

/**
 * The row with the weights of absent sources added to the agent's own, in ascending order, so that its sum
 * stays. The very row where all are present.
 */
export function withAbsentToSelf(
  row: Weights,
  agent: AgentId,
  isPresent: (source: AgentId) => boolean,
): Weights {
  let self = 0;
  let absent = 0;
  const agents: AgentId[] = [];
  const weights: number[] = [];
  for (let k = 0; k < row.agents.length; k++) {
    const source = row.agents[k]!;
    const weight = row.weights[k]!;
    if (source === agent) self = weight;
    else if (isPresent(source)) {
      agents.push(source);
      weights.push(weight);
    } else absent += weight;
  }
  if (agents.length === row.agents.length || absent === 0) return row;
  return withSelf(agents, weights, agent, self + absent);
}

/** One name's arrays in the order of a row. */
export function rowsFor(
  { agents }: Weights,
  agent: AgentId,
  own: Message,
  heard: (source: AgentId) => Message,
  name: string,
): Float64Array[] {
  return Array.from(agents, (source) => (source === agent ? own : heard(source))[name]!);
}

/** Agent and sources of a row that are present, ascending, with their messages. */
export function presentIn(row: Weights, agent: AgentId, own: Message, heard: Heard): Present[] {
  const present: Present[] = [];
  let placed = false;
  const placeSelf = (weight: number) => {
    placed = true;
    present.push({ agent, weight, message: own });
  };
  for (let k = 0; k < row.agents.length; k++) {
    const source = row.agents[k]!;
    if (source > agent && !placed) placeSelf(0);
    if (source === agent) placeSelf(row.weights[k]!);
    else {
      const message = heard(source)?.message;
      if (message !== undefined) present.push({ agent: source, weight: row.weights[k]!, message });
    }
  }
  if (!placed) placeSelf(0);
  return present;
}

/** Somebody whose message is here. */
export interface Present {
  readonly agent: AgentId;
  /** Its weight in the row; 0 for an agent that gives nothing to its own part. */
  readonly weight: number;
  readonly message: Message;
}
