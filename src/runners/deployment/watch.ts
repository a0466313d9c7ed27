// An observer of a deployment: it hears what peers tell, has no part in what they learn, and may say stop.
import type { PrivateKey } from "@libp2p/interface";
import { type Multiaddr, multiaddr } from "@multiformats/multiaddr";
import type { Libp2p } from "libp2p";
import { codeVersion } from "../../journal/code-version.ts";
import { ControlPlane } from "../../network/libp2p/control-plane.ts";
import { dialFailure } from "../../network/libp2p/dial-failure.ts";
import { laboratoryObserver } from "../../network/libp2p/identity.ts";
import { pubsubIn, startNode } from "../../network/libp2p/node.ts";
import { probe } from "../../network/libp2p/probe.ts";
import type { Experiment } from "../../scenario/experiment.ts";
import { sectionDigests } from "../../scenario/section-digests.ts";
import { rest } from "../clock.ts";
import { membershipOf } from "../itinerary.ts";
import type { PeerReport } from "./hosted-peer-options.ts";
import type { Hosts } from "./hosts.ts";

/** How an observer looks on. */
export interface WatchOptions {
  readonly experiment: Experiment;
  readonly hosts: Hosts;
  /** One of the observers' keys; that of laboratory runs unless told. */
  readonly key?: PrivateKey;
  /** Ends the watching. */
  readonly interrupt: AbortSignal;
  /** Told what is known of all peers whenever something new is. */
  readonly onReports: (reports: readonly PeerReport[]) => void;
  /** Told who cannot be reached, once. */
  readonly onUnreachable: (agent: number, reason: string) => void;
}

/** How long a dial may take. */
const dialMs = 5000;

/** How long after a failed dial the next. */
const redialSeconds = 2;

/** How long peers that were reached may take until they listen to what is told to all. */
const listeningMs = 10_000;

/** How often it is looked whether they do. */
const lookSeconds = 0.05;

/** How long what was told may take to leave. */
const leavingSeconds = 1;

/** Watches until all peers are done, or the signal. */
export async function watch(options: WatchOptions): Promise<void> {
  const { experiment, hosts, interrupt } = options;
  const ending = new AbortController();
  const signal = AbortSignal.any([interrupt, ending.signal]);
  const known = new Map<number, PeerReport>();
  const observer = await join(options, ({ kind: _, disagreement, ...report }) => {
    known.set(report.agent, { ...report, disagreement });
    options.onReports([...known.values()].sort((a, b) => a.agent - b.agent));
    const { rounds } = experiment.scenario;
    const last = (agent: number) => membershipOf(experiment).lastRound(agent, rounds);
    const isDone = hosts.addresses.every((_, agent) => (known.get(agent)?.round ?? -1) >= last(agent));
    if (isDone) ending.abort();
  });
  try {
    await Promise.all(hosts.addresses.map((_, agent) => observer.stayWith(agent, signal)));
  } finally {
    await observer.node.stop();
  }
}

/** Tells all peers to end, each with a checkpoint; answers how many could be reached. */
export async function sayStop(options: WatchOptions, reason: string): Promise<number> {
  const observer = await join(options, () => {});
  try {
    const { roster } = options.hosts;
    const dials = roster.ids.map((_, agent) => observer.reach(agent, options.interrupt));
    const isThere = await Promise.all(dials);
    const reached = roster.ids.filter((_, agent) => isThere[agent]);
    const timed = AbortSignal.any([options.interrupt, AbortSignal.timeout(listeningMs)]);
    while (!timed.aborted && !observer.control.isHeardBy(reached)) await rest(lookSeconds, timed);
    if (reached.length > 0) await observer.control.tell({ kind: "stop", reason });
    await rest(leavingSeconds, options.interrupt);
    return reached.length;
  } finally {
    await observer.node.stop();
  }
}

async function join(
  options: WatchOptions,
  onProgress: ConstructorParameters<typeof ControlPlane>[1]["onProgress"],
) {
  const { experiment, hosts } = options;
  const { roster } = hosts;
  const node = await startNode({
    key: options.key ?? (await laboratoryObserver(experiment.scenario.seed)),
    listen: [],
    gater: {},
    neighbours: hosts.addresses.length,
    digest: experiment.digest,
  });
  const control = new ControlPlane(pubsubIn(node)!, {
    digest: experiment.digest,
    agentOf: (id) => roster.agentOf(id),
    isObserver: () => false,
    ...(onProgress && { onProgress }),
  });
  const unreachable = new Set<number>();
  /** Whether a peer can be spoken to; dialled where it is not. */
  const reach = async (agent: number, signal: AbortSignal): Promise<boolean> => {
    const id = roster.ids[agent]!;
    if (node.getConnections(id).length > 0) return true;
    const address = multiaddr(`${hosts.addresses[agent]}/p2p/${id}`);
    const objection = await objectionOf(node, { address, experiment, signal });
    if (objection === undefined) return true;
    if (!signal.aborted && !unreachable.has(agent)) options.onUnreachable(agent, objection);
    unreachable.add(agent);
    return false;
  };
  const stayWith = async (agent: number, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await reach(agent, signal);
      await rest(redialSeconds, signal);
    }
  };
  return { node, control, reach, stayWith };
}

/** Why a peer tells an observer nothing; undefined where it does. */
async function objectionOf(
  node: Libp2p,
  {
    address,
    experiment,
    signal,
  }: { readonly address: Multiaddr; readonly experiment: Experiment; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const timed = AbortSignal.any([signal, AbortSignal.timeout(dialMs)]);
  try {
    // One whom the other side is about to turn away has a connection all the same; an answer it has not.
    const connection = await node.dial(address, { signal: timed });
    const differing = await probe(connection, sectionDigests(experiment, codeVersion()));
    if (differing.length === 0) return undefined;
    await connection.close({ signal: timed });
    return `another scenario: ${differing.join(", ")}`;
  } catch (error) {
    return dialFailure(error);
  }
}
