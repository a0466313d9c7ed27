// Who is who on a real network: every agent has a key, and its public half is its name.
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import type { PeerId, PrivateKey } from "@libp2p/interface";
import { peerIdFromPrivateKey } from "@libp2p/peer-id";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { AgentId } from "../../topology/topology.ts";

/**
 * The key of an agent in a laboratory run, Ed25519. Whoever knows the seed knows it: it tells peers apart
 * and protects nothing.
 */
export function laboratoryKey(seed: number, agent: AgentId): Promise<PrivateKey> {
  return generateKeyPairFromSeed("Ed25519", sha256(utf8ToBytes(`hearsay/${seed}/${agent}`)));
}

/** The key of whoever watches a laboratory run. */
export function laboratoryObserver(seed: number): Promise<PrivateKey> {
  return generateKeyPairFromSeed("Ed25519", sha256(utf8ToBytes(`hearsay/${seed}/observer`)));
}

/** The peer ids of all agents. */
export class Roster {
  readonly ids: readonly PeerId[];
  readonly #agents: ReadonlyMap<string, AgentId>;

  /** @param ids by agent, each once */
  constructor(ids: readonly PeerId[]) {
    this.ids = ids;
    this.#agents = new Map(ids.map((id, agent) => [id.toString(), agent]));
  }

  /** The agent of a peer id; undefined for a stranger. */
  agentOf(id: PeerId): AgentId | undefined {
    return this.#agents.get(id.toString());
  }
}

/** The roster of a laboratory run. */
export async function laboratoryRoster(seed: number, agents: number): Promise<Roster> {
  const keys = await Promise.all(Array.from({ length: agents }, (_, agent) => laboratoryKey(seed, agent)));
  return new Roster(keys.map((key) => peerIdFromPrivateKey(key)));
}
