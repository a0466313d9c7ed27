// Where agents' own data lie: a folder of agent-<i>.json, or the file of the only agent there is here.
import { statSync } from "node:fs";
import { join } from "node:path";
import { ScenarioError } from "../error.ts";
import { fileError, readText } from "../journal/files.ts";
import { type ReadData, readAgentData } from "../scenario/agent-data.ts";
import type { AgentId } from "../topology/topology.ts";

/** The name of an agent's file in a folder of them. */
export function agentFileName(agent: AgentId): string {
  return `agent-${agent}.json`;
}

/**
 * Reads the data of agents when they are asked for.
 * @param path a folder, or a file where `agents` is one
 * @param agents whose files may be read: no other is looked at; all unless told
 * @throws ScenarioError where there is no such path, or it is a file for several agents
 */
export function agentFiles(path: string, agents?: readonly AgentId[]): ReadData {
  const isFolder = folderAt(path);
  if (!isFolder && agents?.length !== 1)
    throw new ScenarioError("--data", path, `a folder of ${agentFileName(0)}, ${agentFileName(1)}, …`);
  return (agent) => {
    if (agents !== undefined && !agents.includes(agent)) return undefined;
    const file = isFolder ? join(path, agentFileName(agent)) : path;
    return readAgentData(readText(file), file, agent);
  };
}

function folderAt(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw fileError(error, path, "read");
  }
}
