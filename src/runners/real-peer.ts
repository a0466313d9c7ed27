// What a scenario says about one peer on a real network.
import { crc32 } from "node:zlib";
import { codeVersion } from "../journal/code-version.ts";
import type { ArenaRows } from "../math/arrays.ts";
import { firstAsymmetric } from "../mixing/outages.ts";
import { Codec } from "../network/codec.ts";
import { Libp2pNetwork } from "../network/libp2p/libp2p-network.ts";
import type { Libp2pNetworkOptions } from "../network/libp2p/network-options.ts";
import { RealClock } from "../network/libp2p/real-clock.ts";
import { synchronous } from "../network/mode.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { sectionDigests } from "../scenario/section-digests.ts";
import type { AgentId } from "../topology/topology.ts";
import type { Rejection } from "./conversation-options.ts";
import { Neighbourhood } from "./neighbourhood.ts";
import { peerOptions } from "./peer-options.ts";
import { losesPatience } from "./shortfall.ts";

/** The longest packet that a peer takes. */
const maximumPacketBytes = 2 ** 26;

/** What the caller knows of a network. */
export type Place = Pick<
  Libp2pNetworkOptions,
  "key" | "roster" | "listen" | "standing" | "keepsForRestart" | "onEvent" | "control"
>;

/** The bytes of a run. */
export function codecOf({ digest, algorithm }: Experiment): Codec {
  return new Codec({
    scenarioDigest: digest,
    names: algorithm.shares,
    maximumBytes: maximumPacketBytes,
    crc32,
  });
}

/** Everyone whom an agent ever hears or is heard by; nobody where nothing is ever mixed. */
export function neighboursOf({ mixing, algorithm }: Experiment, id: AgentId): ReadonlySet<AgentId> {
  return algorithm.shares.length === 0 ? new Set() : new Neighbourhood(mixing, id).everyone();
}

/**
 * Whether rounds that are done again come to the same bits, whenever packets come: where agents wait for all
 * without end, and the sums of their mixing do not begin where news of them has arrived.
 */
export function repeatsItself(experiment: Experiment): boolean {
  const { missing, mixing } = experiment;
  return waitsForAll(experiment) && (!missing.byColumns || firstAsymmetric(mixing) === undefined);
}

/** Whether agents wait for each other, without end. */
export function waitsForAll({ network }: Experiment): boolean {
  const { mode = synchronous, patience = Number.POSITIVE_INFINITY } = network ?? {};
  return mode.kind === "synchronous" && patience === Number.POSITIVE_INFINITY;
}

/** Whether a packet was dropped that no honest neighbour sends. One that has lost patience runs ahead. */
export function isOffence(experiment: Experiment, reason: Rejection): boolean {
  return reason !== "too far ahead" || !losesPatience(experiment);
}

/** The network of one agent, which listens and does not dial yet. */
export function listenAs(experiment: Experiment, id: AgentId, place: Place): Promise<Libp2pNetwork> {
  const codec = codecOf(experiment);
  const mode = experiment.network?.mode ?? synchronous;
  return Libp2pNetwork.listen({
    ...place,
    id,
    neighbours: neighboursOf(experiment, id),
    sections: sectionDigests(experiment, codeVersion()),
    maximumBytes: maximumPacketBytes,
    confirms: mode.kind === "synchronous",
    confirmation: ({ at, durable }) => codec.encode({ sender: id, stamp: at, durable, message: undefined }),
  });
}

/** The options of a peer in real time, but for its network and who follows it. */
export function ownOptions(experiment: Experiment, id: AgentId, arrays: ArenaRows) {
  const mixer = experiment.missing.mixerOf(id);
  return peerOptions(experiment, id, { arrays, codec: codecOf(experiment), clock: new RealClock(), mixer });
}
