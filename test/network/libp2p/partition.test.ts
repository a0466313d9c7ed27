// A partition of real networks, and its end: what every rule for what is missing promises, it keeps.
import t from "tap";
import { massError } from "../../../src/mixing/missing/ledger.ts";
import type { Mixer } from "../../../src/mixing/missing/missing.ts";
import { stampIn } from "../../../src/network/codec.ts";
import { roundOf } from "../../../src/network/frame.ts";
import type { Libp2pNetwork } from "../../../src/network/libp2p/libp2p-network.ts";
import { libp2pOver } from "../../../src/runners/libp2p.ts";
import type { Experiment } from "../../../src/scenario/experiment.ts";
import { collect, experimentOf, type Seen, small } from "../../runners/experiments.ts";

const raw = {
  ...small,
  agents: 6,
  rounds: 300,
  environment: { kind: "values", dimension: 3 },
  algorithm: { kind: "averaging" },
};

/** Halves that hear nothing of each other until every agent has got on for so many rounds. */
const roundsApart = 25;

const sideOf = (agent: number) => Number(agent >= raw.agents / 2);

/** Keeps the halves apart: what was linked breaks, and nobody can dial the other side. */
function partition(networks: readonly Libp2pNetwork[]): void {
  const reached = networks.map(() => 0);
  const isOver = () => reached.every((round) => round >= roundsApart);
  const others = networks.map(({ node }, id) =>
    networks
      .filter((_, other) => sideOf(other) !== sideOf(id))
      .map((other) => [node, other.node.peerId] as const),
  );
  const cut = () => {
    for (const [node, id] of others.flat())
      for (const connection of node.getConnections(id)) connection.abort(new Error("partition"));
  };
  networks.forEach((network, id) => {
    const { node } = network;
    const dial = node.dial.bind(node);
    node.dial = (address, options) => {
      const isOther = others[id]!.some(([, other]) => String(address).endsWith(other.toString()));
      return isOther && !isOver() ? Promise.reject(new Error("partition")) : dial(address, options);
    };
    const send = network.send.bind(network);
    network.send = (to, packet) => {
      reached[id] = roundOf(stampIn(packet));
      if (!isOver()) cut();
      send(to, packet);
    };
  });
}

/** Runs it; answers what was seen, and the mixers. */
async function partitioned(whenMissing: object) {
  const experiment = experimentOf({ ...raw, network: { whenMissing, patience: 15 } });
  const mixers: Mixer[] = [];
  const { missing } = experiment;
  const watched: Experiment = {
    ...experiment,
    missing: { ...missing, mixerOf: (id) => (mixers[id] = missing.mixerOf(id)) },
  };
  const errors: number[] = [];
  const runner = libp2pOver("tcp", async (networks) => partition(networks));
  const seen = await collect(watched, (own, recorder, options) => {
    const record: typeof recorder.record = (snapshot) => {
      errors.push(massError(mixers) ?? 0);
      return recorder.record(snapshot);
    };
    return runner(own, { ...recorder, record }, options);
  });
  return { seen, error: Math.max(...errors) };
}

const consensus = ({ row }: Seen) => row.values_consensus!;

for (const [name, whenMissing] of Object.entries({
  "to-self": { kind: "to-self" },
  "last-known": { kind: "last-known" },
  "running-sums": { kind: "running-sums" },
  clipping: { kind: "clipping", radius: 0.5 },
})) {
  t.test(`${name}: apart for a while, then together`, async (t) => {
    const { seen, error } = await partitioned(whenMissing);
    t.equal(seen.at(-1)!.round, raw.rounds, "all have got to the end");
    t.ok(consensus(seen[roundsApart - 2]!) > 0.05, "apart they could not agree");
    t.ok(error < 1e-12, `mass is kept at every moment: ${error}`);
    t.ok(consensus(seen.at(-1)!) < 1e-6, `together they do: ${consensus(seen.at(-1)!)}`);
    if (name !== "running-sums") return;
    const { mean_error } = seen.at(-1)!.row;
    t.ok(mean_error! < 1e-6, `on the mean of all: ${mean_error}`);
  });
}
