// The runner of real networks in one process: every agent is a peer with a libp2p node of its own.
import { Arena } from "../math/arrays.ts";
import { laboratoryKey, laboratoryRoster } from "../network/libp2p/identity.ts";
import type { Libp2pNetwork } from "../network/libp2p/libp2p-network.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { Chronicle } from "./chronicle.ts";
import { pause } from "./clock.ts";
import { Itinerary } from "./itinerary.ts";
import { Peer } from "./peer.ts";
import { isOffence, listenAs, ownOptions } from "./real-peer.ts";
import type { Runner } from "./runner.ts";

/** How packets travel. */
export type Transport = "memory" | "tcp";

/** Nodes that are started before signals and the progress bar get their turn. */
const nodesPerBreath = 16;

/** The networks of several runs in one process are told apart by this. */
let federations = 0;

/** Told of the networks before the peers set out, who wait for it. */
export type NetworksObserver = (networks: readonly Libp2pNetwork[]) => Promise<void>;

/** Runs an experiment over libp2p: through memory, or through TCP on this machine. */
export function libp2pOver(transport: Transport, onListening?: NetworksObserver): Runner {
  return async (experiment, recorder, { interrupt }) => {
    const chronicle = new Chronicle(experiment, recorder, interrupt);
    const networks = await listenAll(experiment, transport);
    let itineraries: readonly Itinerary[] = [];
    try {
      const arena = new Arena(experiment.shares.length);
      const parts = { experiment, arena, chronicle };
      itineraries = networks.map((network, id) => itineraryOn(network, id, parts));
      for (const network of networks) network.connect((other) => String(networks[other]!.addresses[0]));
      await onListening?.(networks);
      for (const itinerary of itineraries) itinerary.setOut();
      return await chronicle.outcome();
    } finally {
      for (const itinerary of itineraries) itinerary.stop();
      await Promise.all(networks.map((network) => network.abort()));
    }
  };
}

/** Networks of all agents that listen and do not dial yet. */
async function listenAll(experiment: Experiment, transport: Transport): Promise<Libp2pNetwork[]> {
  const { shares, scenario } = experiment;
  const roster = await laboratoryRoster(scenario.seed, shares.length);
  const run = federations++;
  const networks: Libp2pNetwork[] = [];
  for (const id of shares.keys()) {
    const address = transport === "memory" ? `/memory/hearsay-${run}-${id}` : "/ip4/127.0.0.1/tcp/0";
    const network = await listenAs(experiment, id, {
      key: await laboratoryKey(scenario.seed, id),
      roster,
      listen: [address],
      keepsForRestart: false,
      standing: { at: 0, durable: -1 },
    });
    networks.push(network);
    if (networks.length % nodesPerBreath === 0) await pause();
  }
  return networks;
}

interface Parts {
  readonly experiment: Experiment;
  readonly arena: Arena;
  readonly chronicle: Chronicle;
}

/** A peer and when it takes part. */
function itineraryOn(network: Libp2pNetwork, id: number, parts: Parts): Itinerary {
  const { experiment, arena, chronicle } = parts;
  const own = ownOptions(experiment, id, arena.of(id));
  const itinerary = new Itinerary({
    ...{ experiment, id, clock: own.clock },
    peer: () => peer,
    reachedBy: (stamp) => network.reachedBy(stamp),
    onRest: (round, state) => chronicle.rests(id, round, state, peer),
  });
  const peer = new Peer({
    ...own,
    network,
    // Packets that travel through memory leave timers and signals no turn of their own.
    pace: (round, begin) =>
      itinerary.pace(
        round,
        () =>
          void setImmediate(() => {
            if (round <= chronicle.lastRound) begin();
          }),
      ),
    onHandOver: (from, frame) => itinerary.inherit(from, frame),
    onRound: (round, state) => {
      itinerary.handOver(round, state);
      chronicle.passed(id, round, state, peer);
      itinerary.rest(round, state);
    },
    onRejection: (_, reason) => {
      if (isOffence(experiment, reason)) network.reject(reason);
    },
    onDivergence: (divergence) => chronicle.diverged(divergence),
  });
  return itinerary;
}
