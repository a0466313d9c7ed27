// The protocol of peers: credit, confirmations, and what they drop.
import t from "tap";
import { stampOf } from "../../src/network/frame.ts";
import type { Link } from "../../src/network/link.ts";
import { experimentOf, small } from "./experiments.ts";
import { peersOf } from "./peers.ts";

const averaging = {
  ...small,
  environment: { kind: "values", dimension: 2 },
  algorithm: { kind: "averaging" },
  rounds: 10,
};
const oneWay = { ...averaging, topology: { kind: "directed-ring" }, mixing: { kind: "equal" } };

/** Every packet takes so long. */
function latency(ms: number): Link {
  return { init: () => undefined, carry: (_, now, state) => ({ arrivals: [now + ms], state }) };
}

t.test("on an undirected graph frames confirm: nothing else is sent", async (t) => {
  const { sendings, codec, run, passed } = peersOf(experimentOf(averaging), latency(1));
  run();
  t.same(passed, [10, 10, 10, 10]);
  const frames = sendings.map(({ packet }) => codec.decode(packet));
  t.equal(frames.length, 10 * 8);
  t.ok(frames.every((frame) => typeof frame !== "string" && frame.message !== undefined));
});

t.test("on one-way edges bare confirmations travel back, one for each frame but the last", async (t) => {
  const { sendings, codec, run, passed } = peersOf(experimentOf(oneWay), latency(1));
  run();
  t.same(passed, [10, 10, 10, 10]);
  const kinds = sendings.map(({ packet }) => {
    const frame = codec.decode(packet);
    return typeof frame === "string" ? frame : frame.message === undefined ? "confirmation" : "message";
  });
  t.equal(kinds.filter((kind) => kind === "message").length, 40);
  t.equal(kinds.filter((kind) => kind === "confirmation").length, 36);
});

t.test("a fast source is never more than two frames ahead of a slow listener", async (t) => {
  // Agent 0 hears agent 1 hears … hears agent 0; agent 2 takes 100 ms for a round.
  const slow = [0, 0, 100, 0];
  const { sendings, codec, run, clock } = peersOf(experimentOf(oneWay), latency(1), slow);
  const taken = [-1, -1, -1, -1];
  run();
  for (const { from, to, packet } of sendings) {
    const frame = codec.decode(packet);
    if (typeof frame === "string") return t.fail(frame);
    // Whatever `from` sends says what it is at; here at once, on the network after 1 ms.
    taken[from] = frame.stamp;
    if (frame.message !== undefined) {
      const ahead = (frame.stamp - Math.max(taken[to]!, stampOf(1, 0))) / stampOf(1, 0);
      t.ok(ahead <= 2, `${ahead} rounds ahead`);
    }
  }
  t.ok(clock.now() >= 1000, "the slow agent sets the pace");
});

t.test("what is damaged, strange, doubled or late is counted and changes nothing", async (t) => {
  const clean = peersOf(experimentOf(averaging), latency(1));
  clean.run();
  const noisy = peersOf(experimentOf(averaging), latency(1));
  const { codec, ends, clock } = noisy;
  const zeros = { values: new Float64Array(2) };
  const forged = {
    late: codec.encode({ sender: 1, stamp: stampOf(0, 0), durable: -1, message: zeros }),
    "another sender": codec.encode({ sender: 2, stamp: stampOf(9, 0), durable: -1, message: zeros }),
    "another shape": codec.encode({
      sender: 1,
      stamp: stampOf(5, 0),
      durable: -1,
      message: { values: new Float64Array(3) },
    }),
    "no frame": new Uint8Array(40),
  };
  // Before the second round, and the frame of round 5 before the true one.
  clock.after(1.5, () => {
    for (const packet of Object.values(forged)) ends[1]!.send(0, packet);
    ends[2]!.send(0, codec.encode({ sender: 2, stamp: stampOf(2, 0), durable: -1, message: zeros }));
  });
  // Every frame of agent 3 to agent 0 twice.
  const doubled = peersOf(experimentOf(averaging), {
    init: ({ from, to }) => from === 3 && to === 0,
    carry: (_, now, state) => ({ arrivals: state === true ? [now + 1, now + 1.25] : [now + 1], state }),
  });
  noisy.run();
  doubled.run();
  t.same(noisy.states, clean.states);
  t.same(doubled.states, clean.states);
  t.same(clean.peers[0]!.rejected, {});
  t.same(noisy.peers[0]!.rejected, {
    late: 1,
    "another sender": 1,
    "another shape": 1,
    "no frame": 1,
    "off the graph": 1,
  });
  const { duplicate = 0, late = 0 } = doubled.peers[0]!.rejected;
  t.equal(duplicate + late, 10);
});

t.test("a peer that was stopped begins nothing, and joins nobody", async (t) => {
  const { peers, clock, passed, sendings } = peersOf(experimentOf(small));
  for (const peer of peers) peer.start();
  for (const peer of peers) peer.stop();
  while (clock.step());
  for (const peer of peers) peer.join(3);
  while (clock.step());
  t.same([passed, sendings], [[-1, -1, -1, -1], []]);
});
