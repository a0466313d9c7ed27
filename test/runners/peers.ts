// Two or more peers on a network that a test can listen to and write into.
import { Arena } from "../../src/math/arrays.ts";
import { rootRng } from "../../src/math/random.ts";
import { Codec } from "../../src/network/codec.ts";
import type { Link, PlacedLink } from "../../src/network/link.ts";
import type { Packet } from "../../src/network/network.ts";
import { VirtualClock } from "../../src/network/virtual/virtual-clock.ts";
import { VirtualNetwork } from "../../src/network/virtual/virtual-network.ts";
import { Peer, type PeerOptions } from "../../src/runners/peer.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";

/** A packet as it was sent. */
export interface Sending {
  readonly time: number;
  readonly from: number;
  readonly to: number;
  readonly packet: Packet;
}

/** A link alone. */
export function linksOf(link?: Link): readonly PlacedLink[] {
  return link === undefined ? [] : [{ place: "latency", link }];
}

/** All peers of an experiment in virtual time; `tap` sees every packet and may hold it back. */
export function peersOf(
  experiment: Experiment,
  link?: Link,
  computingMs: readonly number[] = [],
  more: Partial<PeerOptions> = {},
) {
  const { algorithm, shares, mixing, gossipRounds, rng, scenario, digest, missing } = experiment;
  const clock = new VirtualClock();
  const network = new VirtualNetwork({ clock, size: shares.length, links: linksOf(link), rng: rootRng(1) });
  const codec = new Codec({ scenarioDigest: digest, names: algorithm.shares });
  const arena = new Arena(shares.length);
  const sendings: Sending[] = [];
  /** Rounds each peer has passed. */
  const passed = shares.map(() => -1);
  const states: Record<number, Float64Array>[] = shares.map(() => ({}));
  const ends = shares.map((_, id) => network.of(id));
  const peers: Peer[] = shares.map((share, id) => {
    const end = ends[id]!;
    return new Peer({
      ...{ id, share, agents: shares.length, algorithm, mixing, gossipRounds, rounds: scenario.rounds },
      ...{ rng, codec, arrays: arena.of(id), mixer: missing.mixerOf(id) },
      network: {
        ...end,
        send(to, packet) {
          sendings.push({ time: clock.now(), from: id, to, packet });
          end.send(to, packet);
        },
      },
      pace: (_, begin) => void clock.after(computingMs[id] ?? 0, begin),
      onRound(round, state) {
        passed[id] = round;
        states[id]![round] = Float64Array.from(
          Object.values({ ...state, ...peers[id]!.mixerState }).flatMap((value) =>
            typeof value === "number" ? [value] : [...value],
          ),
        );
      },
      onDivergence(divergence) {
        throw divergence;
      },
      ...more,
    });
  });
  const run = () => {
    for (const peer of peers) peer.start();
    while (clock.step());
  };
  return { clock, codec, ends, peers, sendings, passed, states, run };
}
