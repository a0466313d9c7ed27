// What a leaver hands over on real streams: T − Q under the tracker's name, once, to its heir; and whoever
// else says that it hands over is counted and not heard.
import t from "tap";
import type { Frame } from "../../../src/network/frame.ts";
import { exchangeOf, roundOf, stampOf } from "../../../src/network/frame.ts";
import type { Libp2pNetwork } from "../../../src/network/libp2p/libp2p-network.ts";
import { libp2pOver } from "../../../src/runners/libp2p.ts";
import { codecOf } from "../../../src/runners/real-peer.ts";
import { virtual } from "../../../src/runners/virtual.ts";
import { collect, experimentOf, type Seen, small } from "../../runners/experiments.ts";

const membership = [
  { kind: "leaves", agent: 2, round: 6 },
  { kind: "joins", agent: 4, round: 9 },
  { kind: "leaves", agent: 5, round: 14 },
];
const raw = { ...small, agents: 6, rounds: 20, network: { membership } };
const experiment = experimentOf(raw);
const codec = codecOf(experiment);
const bits = (seen: readonly Seen[]) =>
  seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic }));

/** Calls `onSend` for every frame that a network is given, after it was. */
function tapped(
  networks: readonly Libp2pNetwork[],
  onSend: (frame: Frame, to: number, bytes: number) => void,
) {
  networks.forEach((network) => {
    const send = network.send.bind(network);
    network.send = (to, packet) => {
      const frame = codec.decode(packet);
      if (typeof frame === "string") throw new Error(frame);
      send(to, packet);
      onSend(frame, to, packet.length);
    };
  });
}

t.test("T − Q of the leaver's last round, once, to the lowest neighbour that stays", async (t) => {
  const handed: { frame: Frame; to: number }[] = [];
  let bytes = 0;
  const runner = libp2pOver("tcp", async (networks) =>
    tapped(networks, (frame, to, length) => {
      for (const name of Object.keys(frame.message ?? {}))
        if (!experiment.algorithm.shares.includes(name)) t.fail(`"${name}" is not declared`);
      if (!frame.handsOver) return;
      handed.push({ frame, to });
      bytes += length;
    }),
  );
  const seen = await collect(experiment, runner);
  t.same(
    handed.map(({ frame: { sender, stamp }, to }) => ({
      sender,
      to,
      at: [roundOf(stamp), exchangeOf(stamp)],
    })),
    [
      { sender: 2, to: 1, at: [6, 0] },
      { sender: 5, to: 0, at: [14, 0] },
    ],
  );
  for (const { frame } of handed) {
    const { tracker, q } = seen[roundOf(frame.stamp) - 1]!.rows[frame.sender]!;
    t.same(frame.message, { tracker: tracker!.map((value, i) => value - q![i]!) });
  }
  const simulated = await collect(experimentOf(raw), virtual);
  const wire = (rows: readonly Seen[]) => rows.at(-1)!.row.wire_bytes!;
  t.equal(wire(seen), wire(simulated) + bytes, "beside it, the bytes of virtual time");
});

/** A hand-over that is none: its fields are changed where told. */
interface Forgery {
  readonly sender: number;
  readonly to: number;
  readonly round: number;
  readonly exchange?: number;
  readonly message?: Record<string, Float64Array>;
  readonly counted: string;
}

const numbers = (length: number) => new Float64Array(length).fill(1e6);
const size = 15;
const forgeries: Record<string, Forgery> = {
  "one who does not leave": { sender: 0, to: 1, round: 6, counted: "unexpected hand-over" },
  "a leaver, to another than its heir": { sender: 2, to: 3, round: 6, counted: "unexpected hand-over" },
  "at a round with which nobody leaves": { sender: 2, to: 1, round: 7, counted: "unexpected hand-over" },
  "in the middle of a round": { sender: 2, to: 1, round: 6, exchange: 1, counted: "unexpected hand-over" },
  "of another length": {
    ...{ sender: 2, to: 1, round: 6, counted: "another shape" },
    message: { tracker: numbers(size + 1) },
  },
  "of another name": {
    ...{ sender: 2, to: 1, round: 6, counted: "another shape" },
    message: { logits: numbers(size) },
  },
  "of nothing": { sender: 2, to: 1, round: 6, counted: "another shape", message: {} },
};

for (const [name, { sender, to, round, exchange = 0, message, counted }] of Object.entries(forgeries)) {
  t.test(`a forged hand-over: ${name}`, async (t) => {
    const expected = bits(await collect(experimentOf(raw), virtual));
    let networks: readonly Libp2pNetwork[] = [];
    let isTold = false;
    const runner = libp2pOver("memory", async (all) => {
      networks = all;
      tapped(all, (frame) => {
        // After the frame of its first exchange: the receiver has a state.
        if (isTold || frame.sender !== sender || roundOf(frame.stamp) < 2) return;
        isTold = true;
        const stamp = stampOf(round, exchange);
        const content = message ?? { tracker: numbers(size) };
        const forged = codec.encode({ sender, stamp, durable: -1, message: content, handsOver: true });
        networks[sender]!.send(to, forged);
      });
    });
    const seen = await collect(experimentOf(raw), runner);
    t.ok(isTold);
    t.same(bits(seen), expected, "no bit changes");
    t.equal(networks[to]!.counts[`dropped: ${counted}`], 1, JSON.stringify(networks[to]!.counts));
  });
}

t.test("twice, and too late: dropped, and no offence", async (t) => {
  const expected = bits(await collect(experimentOf(raw), virtual));
  let networks: readonly Libp2pNetwork[] = [];
  const due = ["at once", "later"];
  const runner = libp2pOver("memory", async (all) => {
    networks = all;
    let known: Frame | undefined;
    tapped(all, (frame, to) => {
      if (known === undefined && frame.handsOver && to === 1) known = frame;
      const isDue = due.length === 2 || (due.length === 1 && roundOf(frame.stamp) === 12);
      if (known === undefined || !isDue) return;
      due.shift();
      networks[2]!.send(1, codec.encode(known));
    });
  });
  const seen = await collect(experimentOf(raw), runner);
  t.same(due, [], "it was sent three times");
  t.same(bits(seen), expected);
  t.notOk(networks[1]!.counts.disconnected);
  t.same(
    Object.keys(networks[1]!.counts).filter((event) => event.startsWith("dropped")),
    [],
  );
});
