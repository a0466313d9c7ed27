// What a peer's network is made of, and what it tells of itself.
import type { PeerId, PrivateKey } from "@libp2p/interface";
import type { AgentId } from "../../topology/topology.ts";
import type { Packet } from "../network.ts";
import type { ControlMessage } from "./control-plane.ts";
import type { EdgeEvent, Standing } from "./edge.ts";
import type { Sections } from "./greeting.ts";
import type { Roster } from "./identity.ts";

/** Something that happened, for a log: what a stranger can repeat is told ever more rarely. */
export interface NetworkEvent {
  readonly event: EdgeEvent | "stranger" | "off the graph" | "unreachable";
  /** The neighbour; undefined where it is none. */
  readonly other: AgentId | undefined;
  readonly detail: string;
  /** How often it has happened so far. */
  readonly count: number;
}

/** What a network is made of. */
export interface Libp2pNetworkOptions {
  readonly id: AgentId;
  readonly key: PrivateKey;
  readonly roster: Roster;
  /** Multiaddresses to listen at. */
  readonly listen: readonly string[];
  /** Everyone who is ever heard or hears. */
  readonly neighbours: Iterable<AgentId>;
  /** The scenario's sections, by hash. */
  readonly sections: Sections;
  /** Whether peers confirm all frames, as those that wait for each other do. */
  readonly confirms: boolean;
  /** Whether peers may come back from checkpoints and ask for old frames. */
  readonly keepsForRestart: boolean;
  /** The longest packet that is taken. */
  readonly maximumBytes: number;
  /** Where the peer stands before it sends anything. */
  readonly standing: Standing;
  /** A packet without a message that tells where the peer stands. */
  readonly confirmation: (standing: Standing) => Packet;
  readonly onEvent?: (event: NetworkEvent) => void;
  /** Where the peer has a control plane. */
  readonly control?: Control | undefined;
}

/** What a control plane needs beside the roster. */
export interface Control {
  /** The scenarioDigest. */
  readonly digest: string;
  /** Those who may listen and say stop, and have no part in the data plane. */
  readonly observers: readonly PeerId[];
  /** Told of what others say. */
  readonly onControl: (message: ControlMessage) => void;
}
