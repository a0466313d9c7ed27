// The runner of real networks in one process: every agent is a peer with a libp2p node of its own.

import { codeVersion } from "../journal/code-version.ts";
import { Arena } from "../math/arrays.ts";
import { Codec } from "../network/codec.ts";
import { laboratoryKey, laboratoryRoster, type Roster } from "../network/libp2p/identity.ts";
import { Libp2pNetwork } from "../network/libp2p/libp2p-network.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { sectionDigests } from "../scenario/section-digests.ts";
import { Chronicle } from "./chronicle.ts";
import { pause } from "./clock.ts";
import { Neighbourhood } from "./neighbourhood.ts";
import { Peer } from "./peer.ts";
import type { Runner } from "./runner.ts";

/** The longest packet that a peer takes. */
export const maximumPacketBytes = 2 ** 26;

/** The peers' networks of one run are told apart by this. */
let federations = 0;

/** Runs an experiment over libp2p: through memory, or through TCP on this machine. */
export function libp2pOver(transport: "memory" | "tcp"): Runner {
  return async (experiment, recorder, { interrupt }) => {
    const chronicle = new Chronicle(experiment, recorder, interrupt);
    const networks = await listenAll(experiment, transport);
    try {
      const arena = new Arena(experiment.shares.length);
      const peers = networks.map((network, id) => peerOn(network, id, { experiment, arena, chronicle }));
      for (const network of networks) network.connect((other) => String(networks[other]!.addresses[0]));
      for (const peer of peers) peer.start();
      return await chronicle.outcome();
    } finally {
      await Promise.all(networks.map((network) => network.abort()));
    }
  };
}

/** Networks of all agents that listen and do not dial yet. */
async function listenAll(experiment: Experiment, transport: "memory" | "tcp"): Promise<Libp2pNetwork[]> {
  const { shares, scenario } = experiment;
  const roster = await laboratoryRoster(scenario.seed, shares.length);
  const run = federations++;
  const networks: Libp2pNetwork[] = [];
  for (const id of shares.keys()) {
    const address = transport === "memory" ? `/memory/hearsay-${run}-${id}` : "/ip4/127.0.0.1/tcp/0";
    networks.push(await networkOf(experiment, id, roster, address));
    if (id % 16 === 15) await pause();
  }
  return networks;
}

async function networkOf(experiment: Experiment, id: number, roster: Roster, address: string) {
  const codec = codecOf(experiment);
  return Libp2pNetwork.listen({
    id,
    key: await laboratoryKey(experiment.scenario.seed, id),
    roster,
    listen: [address],
    neighbours: new Neighbourhood(experiment.mixing, id).everyone(),
    sections: sectionDigests(experiment, codeVersion()),
    keepsForRestart: false,
    maximumBytes: maximumPacketBytes,
    standing: { at: 0, durable: -1 },
    confirmation: ({ at, durable }) => codec.encode({ sender: id, stamp: at, durable, message: undefined }),
  });
}

function codecOf({ digest, algorithm }: Experiment): Codec {
  return new Codec({ scenarioDigest: digest, names: algorithm.shares, maximumBytes: maximumPacketBytes });
}

interface Parts {
  readonly experiment: Experiment;
  readonly arena: Arena;
  readonly chronicle: Chronicle;
}

function peerOn(network: Libp2pNetwork, id: number, { experiment, arena, chronicle }: Parts): Peer {
  const { algorithm, shares, mixing, gossipRounds, rng, scenario } = experiment;
  const peer: Peer = new Peer({
    id,
    algorithm,
    share: shares[id]!,
    agents: shares.length,
    mixing,
    gossipRounds,
    rounds: scenario.rounds,
    arrays: arena.of(id),
    rng,
    codec: codecOf(experiment),
    network,
    // Packets that travel through memory leave timers and signals no turn of their own.
    pace: (round, begin) =>
      void setImmediate(() => {
        if (round <= chronicle.lastRound) begin();
      }),
    onRound: (round, state) => chronicle.passed(id, round, state, peer.sent),
    onRejection: (_, reason) => network.reject(reason),
    onDivergence: (divergence) => chronicle.diverged(divergence),
  });
  return peer;
}
