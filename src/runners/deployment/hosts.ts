// hosts.yaml: where every agent's peer listens, and which key it has where that is not the seed's.
import { readFileSync } from "node:fs";
import { privateKeyFromProtobuf } from "@libp2p/crypto/keys";
import type { PeerId, PrivateKey } from "@libp2p/interface";
import { peerIdFromString } from "@libp2p/peer-id";
import { multiaddr } from "@multiformats/multiaddr";
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { fileError, readText } from "../../journal/files.ts";
import { laboratoryRoster, Roster } from "../../network/libp2p/identity.ts";
import { checkedBy } from "../../scenario/refusal.ts";
import { readYaml } from "../../scenario/yaml.ts";

const host = z.union([
  z.string(),
  z.strictObject({
    address: z.string().describe("a multiaddress, such as /ip4/10.0.0.1/tcp/4001"),
    id: z.string().optional().describe("its peer id, where its key comes from a file"),
  }),
]);

const file = z.strictObject({
  peers: z.record(z.string().regex(/^\d+$/), host).describe("agent → where its peer listens"),
  observers: z.array(z.string()).default([]).describe("peer ids of those who may watch, and stop the run"),
  publish: z.enum(["progress", "none"]).default("progress").describe("what peers tell observers"),
});

/** Who is where. */
export interface Hosts {
  readonly roster: Roster;
  /** By agent. */
  readonly addresses: readonly string[];
  readonly observers: readonly PeerId[];
  /** Whether peers tell observers how far they are. */
  readonly publishes: boolean;
}

/**
 * Reads hosts.yaml.
 * @param seed the scenario's: agents without an id have the keys of laboratory runs
 * @throws ScenarioError where an agent or an address is missing
 */
export async function readHosts(path: string, agents: number, seed: number): Promise<Hosts> {
  return parseHosts(readYaml(readText(path), path), path, { agents, seed });
}

/** The hosts that a record names. @throws ScenarioError */
export async function parseHosts(
  raw: unknown,
  place: string,
  { agents, seed }: { readonly agents: number; readonly seed: number },
): Promise<Hosts> {
  const { peers, observers, publish } = checkedBy(file, raw, place);
  const laboratory = await laboratoryRoster(seed, agents);
  const ids: PeerId[] = [];
  const addresses: string[] = [];
  for (let agent = 0; agent < agents; agent++) {
    const entry = peers[agent];
    const at = `${place}: peers.${agent}`;
    if (entry === undefined)
      throw new ScenarioError(at, undefined, `an address for each of ${agents} agents`);
    const { address, id } = typeof entry === "string" ? { address: entry, id: undefined } : entry;
    addresses.push(checkedAddress(address, at));
    ids.push(id === undefined ? laboratory.ids[agent]! : checkedId(id, at));
  }
  requireApart(addresses, place, (address) => address);
  requireApart(ids, place, (id) => id.toString());
  for (const agent of Object.keys(peers))
    if (Number(agent) >= agents)
      throw new ScenarioError(`${place}: peers`, agent, `agents below ${agents}`);
  return {
    roster: new Roster(ids),
    addresses,
    observers: observers.map((id) => checkedId(id, `${place}: observers`)),
    publishes: publish === "progress",
  };
}

/** Two agents with one address, or one key, would be taken for each other. @throws ScenarioError */
function requireApart<T>(entries: readonly T[], place: string, textOf: (entry: T) => string): void {
  const owners = new Map<string, number>();
  for (const [agent, entry] of entries.entries()) {
    const text = textOf(entry);
    const owner = owners.get(text);
    if (owner !== undefined)
      throw new ScenarioError(`${place}: peers.${agent}`, text, `not what agent ${owner} has`);
    owners.set(text, agent);
  }
}

/** An address that TCP can reach. @throws ScenarioError */
export function checkedAddress(text: string, place: string): string {
  const allowed = "a multiaddress with a TCP port, such as /ip4/10.0.0.1/tcp/4001";
  try {
    const names = multiaddr(text)
      .getComponents()
      .map(({ name }) => name);
    if (names.includes("tcp")) return text;
  } catch {
    // Told below.
  }
  throw new ScenarioError(place, text, allowed);
}

function checkedId(text: string, place: string): PeerId {
  try {
    return peerIdFromString(text);
  } catch {
    throw new ScenarioError(place, text, "a peer id, as `hearsay key` prints it");
  }
}

/** The key in a file that `hearsay key` has made. @throws ScenarioError */
export function readKey(path: string): PrivateKey {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw fileError(error, path, "read");
  }
  try {
    return privateKeyFromProtobuf(bytes);
  } catch {
    throw new ScenarioError(path, `${bytes.length} bytes`, "a key file, as `hearsay key` makes it");
  }
}
