// A neighbour that reads slowly, or not at all: whoever sends to it waits, and keeps no more than is stated.
import type { Stream } from "@libp2p/interface";
import t from "tap";
import { Edge } from "../../../src/network/libp2p/edge.ts";
import type { Libp2pNetwork } from "../../../src/network/libp2p/libp2p-network.ts";
import { libp2pOver } from "../../../src/runners/libp2p.ts";
import { collect, experimentOf, type Seen, small } from "../../runners/experiments.ts";

const protocol = "/hearsay/mix/1";
const slow = 1;
const bits = (seen: readonly Seen[]) => seen.map(({ round, digest }) => ({ round, digest }));
const raw = (dimension: number) => ({
  ...small,
  environment: { kind: "values", dimension },
  algorithm: { kind: "averaging" },
});

/** The streams of one agent to another. */
function streams(networks: readonly Libp2pNetwork[], from: number, to: number): Stream[] {
  const connections = networks[from]!.node.getConnections(networks[to]!.node.peerId);
  return connections.flatMap((connection) => connection.streams).filter((s) => s.protocol === protocol);
}

/** What the agents keep for the slow one: in the log, and in the stream. */
function keptFor(networks: readonly Libp2pNetwork[], from: number): number {
  const [, packets] = networks[from]!.logs.find(([other]) => other === slow)!;
  const queued = streams(networks, from, slow).reduce((sum, stream) => sum + stream.writeBufferLength, 0);
  return packets.reduce((sum, packet) => sum + packet.length, queued);
}

/** Acts at every turn of the event loop while a run lasts. */
async function during(run: Promise<Seen[]>, act: () => void): Promise<Seen[]> {
  let isOver = false;
  const turn = () => {
    if (isOver) return;
    act();
    setImmediate(turn);
  };
  setImmediate(turn);
  try {
    return await run;
  } finally {
    isOver = true;
  }
}

t.test("it reads one turn in fifty: the digests are the same, two frames are kept for it", async (t) => {
  const dimension = 2 ** 16;
  const experiment = () => experimentOf({ ...raw(dimension), rounds: 6 });
  const frame = 8 * dimension + 1000;
  let networks: readonly Libp2pNetwork[] = [];
  let turns = 0;
  let most = 0;
  let held = 0;
  const runner = libp2pOver("tcp", async (all) => void (networks = all));
  const seen = await during(collect(experiment(), runner), () => {
    if (networks.length === 0) return;
    const isReading = ++turns % 50 === 0;
    for (const from of [0, 2]) {
      most = Math.max(most, keptFor(networks, from));
      for (const stream of streams(networks, slow, from)) {
        held = Math.max(held, stream.readBufferLength);
        if (stream.readStatus === "readable" && !isReading) stream.pause();
        if (stream.readStatus === "paused" && isReading) stream.resume();
      }
    }
  });
  t.same(bits(seen), bits(await collect(experiment())));
  t.ok(held > 0, "what it did not read has waited at its door");
  // Two frames that are not confirmed; what of them is not yet written is queued beside the log.
  t.ok(most > frame && most <= 4 * frame, `${most} bytes for frames of ${frame}`);
});

t.test(
  "it reads nothing while nobody waits: a window is written, a MiB kept, the rest is let go",
  async (t) => {
    const dimension = 4096;
    const computing = { kind: "shifted-exponential", leastMs: 1, meanExtraMs: 1 };
    const network = { mode: { kind: "asynchronous" }, agents: { computing } };
    const experiment = experimentOf({ ...raw(dimension), rounds: 300, network });
    const frame = 8 * dimension + 1000;
    const given = new Map<Stream, number>();
    const { open } = Edge.prototype;
    Edge.prototype.open = function (stream, opening) {
      const send = stream.send.bind(stream);
      stream.send = (data) => {
        given.set(stream, (given.get(stream) ?? 0) + data.byteLength);
        return send(data);
      };
      return open.call(this, stream, opening);
    };
    let networks: readonly Libp2pNetwork[] = [];
    const most = { kept: 0, ahead: 0, window: 0 };
    const offered = [0, 0, 0, 0];
    const runner = libp2pOver("tcp", async (all) => {
      // Nobody sets out before the slow one has neighbours that it does not hear.
      await all[slow]!.allAre((_, { isLinked }) => isLinked);
      networks = all;
      for (const from of [0, 2]) {
        for (const stream of streams(all, slow, from)) stream.pause();
        const send = all[from]!.send.bind(all[from]);
        all[from]!.send = (to, packet) => {
          if (to === slow) offered[from]! += packet.length;
          send(to, packet);
        };
      }
    });
    const seen = await during(collect(experiment, runner), () => {
      for (const from of networks.length === 0 ? [] : [0, 2]) {
        most.kept = Math.max(most.kept, keptFor(networks, from));
        for (const stream of streams(networks, from, slow))
          most.ahead = Math.max(most.ahead, given.get(stream) ?? 0);
        // The window that the reader has granted: 256 KiB, doubled by yamux while it still read.
        for (const stream of streams(networks, slow, from) as (Stream & { readonly recvWindow: number })[])
          most.window = Math.max(most.window, stream.recvWindow);
      }
    });
    Edge.prototype.open = open;
    t.equal(seen.at(-1)!.round, 300, "nobody has waited for it");
    t.ok(offered[0]! > 8 * 2 ** 20 && offered[2]! > 8 * 2 ** 20, `${offered} bytes were for it`);
    t.ok(most.window >= 2 ** 18 && most.window <= 2 ** 20, `a window of ${most.window}`);
    t.ok(
      most.ahead >= 2 ** 18 && most.ahead <= most.window + 2 * frame,
      `${most.ahead} bytes were written`,
    );
    t.ok(most.kept <= 2 ** 20 + 2 * frame, `${most.kept} bytes were kept`);
  },
);
