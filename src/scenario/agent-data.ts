// agent.json: what one agent alone knows of its world. It is read where the agent is, and goes nowhere.
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import type { AgentData } from "../environments/environment.ts";
import { ScenarioError } from "../error.ts";
import { parseJson } from "../topology/files/json.ts";
import type { AgentId } from "../topology/topology.ts";
import { canonicalJson, sha256Hex } from "./digest.ts";
import type { Experiment } from "./experiment.ts";
import { checkedBy } from "./refusal.ts";

const index = z.int().min(0);

const schema = z.strictObject({
  agent: index.optional().describe("whose data they are"),
  reward: z.array(z.array(z.number()).min(1)).min(1).describe("a row a state, a reward an action"),
  transitions: z
    .array(z.tuple([index, index, index, z.number()]))
    .min(1)
    .optional()
    .describe("its own kernel: [state, action, next, probability]"),
});

/** What is known here of agents' own data; undefined for an agent whose data are elsewhere. */
export type ReadData = (agent: AgentId) => AgentData | undefined;

/**
 * Reads the text of an agent's file. Shapes and probabilities are for the world to check.
 * @param place the name of the file, as errors should say it
 * @throws ScenarioError where it is no JSON, not of this form, or another agent's
 */
export function readAgentData(text: string, place: string, agent: AgentId): AgentData {
  const { agent: whose, reward, transitions } = checked(parseJson(text, place), place);
  if (whose !== undefined && whose !== agent)
    throw new ScenarioError(`${place}: agent`, whose, `${agent}: these are the data of another agent`);
  return { place, reward, ...(transitions && { transitions }) };
}

function checked(raw: unknown, place: string): z.infer<typeof schema> {
  try {
    return checkedBy(schema, raw, "");
  } catch (error) {
    throw error instanceof ScenarioError ? error.foundIn(place) : error;
  }
}

/** SHA-256 (hex) of the numbers of an agent's data, however they were written. */
function dataDigest({ reward, transitions }: AgentData): string {
  return sha256Hex(utf8ToBytes(canonicalJson({ reward, transitions })));
}

/** Reads agents' data and notes their SHA-256. */
export function noted(read: ReadData, digests: Map<AgentId, string>): ReadData {
  return (agent) => {
    const data = read(agent);
    if (data !== undefined) digests.set(agent, dataDigest(data));
    return data;
  };
}

/**
 * Refuses to compute without the data of those who are to compute.
 * @param agents who computes; all agents unless told
 * @throws ScenarioError naming the first whose data are not here
 */
export function requireData(
  { shares, scenario }: Experiment,
  agents: Iterable<AgentId> = shares.keys(),
): void {
  for (const agent of agents) {
    const share = shares[agent];
    if (share === undefined || !("withheld" in share)) continue;
    const allowed = `the data of agent ${agent} as well: --data, a folder of agent-<i>.json`;
    throw new ScenarioError("environment.kind", scenario.environment.kind, allowed);
  }
}
