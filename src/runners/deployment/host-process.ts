// What one process of a deployment does: it hosts its peers until the last of them is done.
import { join } from "node:path";
import type { PrivateKey } from "@libp2p/interface";
import { peerIdFromPrivateKey } from "@libp2p/peer-id";
import { ScenarioError } from "../../error.ts";
import type { EndEntry } from "../../journal/journal.ts";
import { laboratoryKey } from "../../network/libp2p/identity.ts";
import type { NetworkEvent } from "../../network/libp2p/network-options.ts";
import type { Experiment } from "../../scenario/experiment.ts";
import type { AgentId } from "../../topology/topology.ts";
import { runIdOf, startEntry } from "../run.ts";
import { deploymentName, requireReal } from "../ways.ts";
import { HostedPeer } from "./hosted-peer.ts";
import type { PeerReport } from "./hosted-peer-options.ts";
import type { Hosts } from "./hosts.ts";
import { peerFolderOf } from "./peer-folder.ts";

/** How a process hosts its peers. */
export interface HostingOptions {
  readonly experiment: Experiment;
  readonly agents: readonly AgentId[];
  readonly hosts: Hosts;
  /** Where to listen, where that is not the address in `hosts`. */
  readonly listen?: string;
  /** The key of the only agent, where it is not the seed's. */
  readonly key?: PrivateKey;
  /** The folder that holds <name>/<run id>/peers/<agent>. */
  readonly out: string;
  readonly checkpointSeconds: number;
  readonly lingerSeconds: number;
  /** Ends all peers, with checkpoints. */
  readonly interrupt: AbortSignal;
  /** Told once a second. */
  readonly onReports?: (reports: readonly PeerReport[]) => void;
  readonly onEvent?: (agent: AgentId, event: NetworkEvent) => void;
  readonly onNote?: (agent: AgentId, text: string) => void;
}

const reportMs = 1000;

/** The folder of the run of a deployment. */
export function deploymentFolder(experiment: Experiment, out: string): string {
  return join(out, experiment.scenario.name, runIdOf(experiment, deploymentName));
}

/**
 * Hosts peers until all of them are done, or one has diverged, or the signal.
 * @throws ScenarioError where an address, a key or the disk refuses
 */
export async function hostPeers(options: HostingOptions): Promise<readonly EndEntry[]> {
  requireReal(options.experiment);
  const ending = new AbortController();
  const signal = AbortSignal.any([options.interrupt, ending.signal]);
  const onStop: OnStop = (agent, reason) => {
    if (signal.aborted) return;
    options.onNote?.(agent, `told to stop: ${reason}`);
    ending.abort();
  };
  const peers = await openAll(options, onStop);
  const report = () => {
    options.onReports?.(peers.map((peer) => peer.report));
    if (options.hosts.publishes) for (const peer of peers) void peer.publish();
  };
  const timer = setInterval(report, reportMs);
  try {
    return await Promise.all(
      peers.map(async (peer) => {
        const end = await peer.run(signal);
        if (end.status === "diverged") ending.abort();
        return end;
      }),
    );
  } finally {
    ending.abort();
    clearInterval(timer);
    report();
  }
}

type OnStop = (agent: AgentId, reason: string) => void;

/** All peers, or none: where one is refused the others end, and leave no trace. */
async function openAll(options: HostingOptions, onStop: OnStop): Promise<HostedPeer[]> {
  const peers: HostedPeer[] = [];
  try {
    for (const id of options.agents) peers.push(await openPeer(options, id, onStop));
    return peers;
  } catch (error) {
    await Promise.all(peers.map((peer) => peer.abandon()));
    throw error;
  }
}

async function openPeer(options: HostingOptions, id: AgentId, onStop: OnStop): Promise<HostedPeer> {
  const { experiment, hosts, out, onEvent, onNote } = options;
  const runFolder = deploymentFolder(experiment, out);
  const runId = runIdOf(experiment, deploymentName);
  return HostedPeer.open({
    experiment,
    id,
    folder: peerFolderOf(runFolder, id),
    start: { ...startEntry(experiment, runId, deploymentName), agent: id },
    roster: hosts.roster,
    observers: hosts.observers,
    onStop: (reason) => onStop(id, reason),
    key: await keyOf(options, id),
    listen: options.listen ?? hosts.addresses[id]!,
    addressOf: (agent) => hosts.addresses[agent]!,
    checkpointSeconds: options.checkpointSeconds,
    lingerSeconds: options.lingerSeconds,
    ...(onEvent && { onEvent: (event) => onEvent(id, event) }),
    ...(onNote && { onNote: (text) => onNote(id, text) }),
  });
}

/** The key of a peer. One that the others do not expect would be turned away by all of them, for ever. */
async function keyOf({ experiment, hosts, key }: HostingOptions, id: AgentId): Promise<PrivateKey> {
  const own = key ?? (await laboratoryKey(experiment.scenario.seed, id));
  const expected = hosts.roster.ids[id]!;
  const found = peerIdFromPrivateKey(own);
  if (found.equals(expected)) return own;
  const given = key === undefined ? undefined : found.toString();
  throw new ScenarioError("--key", given, `the key of ${expected}, agent ${id} in the hosts file`);
}
