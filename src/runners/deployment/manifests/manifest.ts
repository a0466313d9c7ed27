// Manifests: what runs every peer of a scenario in a container of its own, as plain data.
import { stringify } from "yaml";
import type { AgentId } from "../../../topology/topology.ts";
import { portableName } from "../../portable.ts";

/** The port at which every peer listens in its container. */
export const peerPort = 4000;

/** Seconds between the signal to end and the kill: enough for a last checkpoint; nobody lingers then. */
export const graceSeconds = 60;

/** The name of the hosts' file beside the scenario. */
export const hostsName = "hosts.yaml";

/** What manifests say, whoever reads them. */
export interface Shipment {
  /** The scenario's name, as a label of DNS. */
  readonly label: string;
  readonly agents: readonly AgentId[];
  readonly image: string;
  /** Name → bytes of what all peers have: the scenario, its files, the hosts. */
  readonly common: ReadonlyMap<string, Uint8Array>;
  /** By agent; absent where keys follow from the seed. */
  readonly keys: readonly Uint8Array[] | undefined;
  /** By agent; "elsewhere" where each place brings its own, absent where nobody has data of its own. */
  readonly data: readonly Uint8Array[] | "elsewhere" | undefined;
  readonly checkpointSeconds: number;
}

/** Where a container finds what its peer needs. */
export interface ContainerPaths {
  /** The folder of what all peers have. */
  readonly common: string;
  readonly out: string;
  readonly key: string;
  readonly data: string;
}

/** The host name of an agent's container. */
export function hostOf(agent: AgentId): string {
  return `agent-${agent}`;
}

/** The command line of a peer, without the program. */
export function peerArguments(agent: AgentId, shipment: Shipment, paths: ContainerPaths): string[] {
  const { keys, data, checkpointSeconds } = shipment;
  return [
    ...["peer", `${paths.common}/${portableName}`, "--agent", String(agent)],
    ...["--peers", `${paths.common}/${hostsName}`, "--listen", `/ip4/0.0.0.0/tcp/${peerPort}`],
    ...["--out", paths.out, "--checkpoint-every", String(checkpointSeconds)],
    ...(keys === undefined ? [] : ["--key", paths.key]),
    ...(data === undefined ? [] : ["--data", paths.data]),
  ];
}

/** hosts.yaml, with an address for every agent. */
export function hostsText(
  ids: readonly string[] | undefined,
  observer: string,
  addresses: readonly string[],
): string {
  const peers = addresses.map((address, agent) => {
    return [agent, ids === undefined ? address : { address, id: ids[agent]! }] as const;
  });
  return stringify({ peers: Object.fromEntries(peers), observers: [observer] });
}
