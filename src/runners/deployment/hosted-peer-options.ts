// What a hosted peer is told, and what it tells of itself.
import type { PeerId, PrivateKey } from "@libp2p/interface";
import type { PeerStart } from "../../journal/peer-journal.ts";
import type { Roster } from "../../network/libp2p/identity.ts";
import type { NetworkEvent } from "../../network/libp2p/network-options.ts";
import type { Experiment } from "../../scenario/experiment.ts";
import type { AgentId } from "../../topology/topology.ts";

/** What a hosted peer is made of. */
export interface HostedPeerOptions {
  readonly experiment: Experiment;
  readonly id: AgentId;
  readonly folder: string;
  readonly start: PeerStart;
  readonly roster: Roster;
  readonly key: PrivateKey;
  readonly observers: readonly PeerId[];
  readonly listen: string;
  /** Where the others listen. */
  readonly addressOf: (agent: AgentId) => string;
  /** How long it may go without a checkpoint; 0 means one after every round. */
  readonly checkpointSeconds: number;
  /** How long it stays for neighbours that are not done when it is. */
  readonly lingerSeconds: number;
  readonly onEvent?: (event: NetworkEvent) => void;
  /** Told that a member or an observer has said stop, and why. */
  readonly onStop: (reason: string) => void;
  /** Told in words of what an operator should know. */
  readonly onNote?: (text: string) => void;
}

/** What a peer says of itself while it runs. */
export interface PeerReport {
  readonly agent: AgentId;
  readonly round: number;
  readonly linked: number;
  readonly neighbours: number;
  readonly wireBytes: number;
  /** Root mean square of what the last mixes changed; undefined before the first. */
  readonly disagreement: number | undefined;
}
