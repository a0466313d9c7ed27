// Strangers, members that lie and members of another scenario: the run's digests do not change.
import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import type { PrivateKey, Stream } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import type { Libp2p } from "libp2p";
import t, { type Test } from "tap";
import { codeVersion } from "../../../src/journal/code-version.ts";
import { writeGreeting } from "../../../src/network/libp2p/greeting.ts";
import { laboratoryKey } from "../../../src/network/libp2p/identity.ts";
import type { Libp2pNetwork } from "../../../src/network/libp2p/libp2p-network.ts";
import { startNode } from "../../../src/network/libp2p/node.ts";
import { recordLength } from "../../../src/network/libp2p/record-reader.ts";
import { libp2pOver } from "../../../src/runners/libp2p.ts";
import { sectionDigests } from "../../../src/scenario/section-digests.ts";
import { collect, experimentOf, type Seen, small } from "../../runners/experiments.ts";

const protocol = "/hearsay/mix/1";
const raw = { ...small, agents: 6, rounds: 30 };
const bits = (seen: readonly Seen[]) => seen.map(({ round, digest }) => ({ round, digest }));

/** A node that does as it likes. */
function intruder(key: PrivateKey): Promise<Libp2p> {
  return startNode({ key, listen: ["/ip4/127.0.0.1/tcp/0"], gater: {}, neighbours: 8 });
}

/** Opens a stream to a peer, as whoever has the key. */
async function streamTo({ node, id }: Target, intruding: Libp2p): Promise<Stream> {
  const address = multiaddr(`${node.getMultiaddrs()[0]}`);
  t.ok(String(address).endsWith(id), "an address with a peer id");
  const connection = await intruding.dial(address);
  return connection.newStream(protocol);
}

interface Target {
  readonly node: Libp2p;
  readonly id: string;
}

function targetOf(network: Libp2pNetwork): Target {
  return { node: network.node, id: network.node.peerId.toString() };
}

/** Resolves once a stream is over. */
function ended(stream: Stream): Promise<void> {
  if (stream.status !== "open") return Promise.resolve();
  return new Promise((resolve) => {
    stream.addEventListener("close", () => resolve());
    stream.addEventListener("end", () => resolve());
  });
}

/** A greeting of agent 0 to agent 1 that agent 1 takes, unless changed. */
function greeting(change: object = {}): Uint8Array {
  const sections = sectionDigests(experimentOf(raw), codeVersion());
  const content = { hearsay: 1, from: 0, to: 1, sections, at: 0, durable: -1, ...change };
  return writeGreeting(content as Parameters<typeof writeGreeting>[0]);
}

function record(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([recordLength(bytes), bytes]);
}

/** Runs over TCP while `attack` is at work; answers what agent 1 has counted. */
async function attacked(t: Test, attack: (networks: readonly Libp2pNetwork[]) => Promise<void>) {
  const expected = bits(await collect(experimentOf(raw)));
  let counts: Readonly<Record<string, number>> = {};
  let network: Libp2pNetwork | undefined;
  const runner = libp2pOver("tcp", async (networks) => {
    network = networks[1]!;
    await attack(networks);
  });
  const seen = await collect(experimentOf(raw), runner);
  counts = network!.counts;
  t.same(bits(seen), expected, "the digests are those of lockstep");
  return counts;
}

t.test("strangers are turned away", async (t) => {
  const node = await intruder(await generateKeyPairFromSeed("Ed25519", new Uint8Array(32).fill(5)));
  const counts = await attacked(t, async ([, network]) => {
    const stream = await streamTo(targetOf(network!), node).catch((error: Error) => error);
    if (!(stream instanceof Error)) await ended(stream);
  });
  t.ok(counts.stranger! >= 1);
  await node.stop();
});

t.test("sockets that talk nonsense, and sockets that say nothing", async (t) => {
  const sockets: ReturnType<typeof connect>[] = [];
  await attacked(t, async ([, network]) => {
    const { port } = network!.addresses[0]!.getComponents().reduce(
      (found, { name, value }) => (name === "tcp" ? { port: Number(value) } : found),
      { port: 0 },
    );
    for (let k = 0; k < 40; k++) {
      const socket = connect({ port, host: "127.0.0.1" });
      socket.on("error", () => {});
      sockets.push(socket);
      if (k % 2 === 0) socket.write(new Uint8Array(1000).fill(k));
    }
  });
  for (const socket of sockets) socket.destroy();
});

t.test("a member that is no neighbour", async (t) => {
  const node = await intruder(await laboratoryKey(raw.seed, 4));
  const counts = await attacked(t, async ([, network]) => {
    await ended(await streamTo(targetOf(network!), node));
  });
  t.equal(counts["off the graph"], 1);
  await node.stop();
});

t.test("a member with another scenario is told which section differs", async (t) => {
  const node = await intruder(await laboratoryKey(raw.seed, 0));
  let answer = "";
  const counts = await attacked(t, async ([, network]) => {
    const stream = await streamTo(targetOf(network!), node);
    stream.addEventListener("message", ({ data }) => {
      answer += Buffer.from(data.subarray()).toString();
    });
    const sections = sectionDigests(experimentOf({ ...raw, topology: { kind: "star" } }), codeVersion());
    stream.send(record(greeting({ sections })));
    await ended(stream);
  });
  t.match(answer, /another scenario: topology"/);
  t.equal(counts.refused, 1);
  await node.stop();
});

const abuses: Record<string, { readonly bytes: () => Uint8Array; readonly counted: string }> = {
  "no greeting": { bytes: () => record(new Uint8Array(100).fill(7)), counted: "no greeting" },
  "a greeting without end": { bytes: () => new Uint8Array(10_000).fill(255), counted: "oversized" },
  "a frame of 1 GB": {
    bytes: () => Buffer.concat([record(greeting()), Uint8Array.of(0, 0, 0, 64)]),
    counted: "oversized",
  },
  "garbage after the greeting": {
    bytes: () => Buffer.concat([record(greeting()), ...new Array(20).fill(record(new Uint8Array(80)))]),
    counted: "dropped: no frame",
  },
};

for (const [name, { bytes, counted }] of Object.entries(abuses)) {
  t.test(`with a neighbour's key: ${name}`, async (t) => {
    const node = await intruder(await laboratoryKey(raw.seed, 0));
    const counts = await attacked(t, async ([, network]) => {
      const stream = await streamTo(targetOf(network!), node);
      stream.send(bytes());
      await ended(stream);
    });
    t.ok(counts[counted]! >= 1, `${JSON.stringify(counts)}`);
    t.ok(counts.disconnected! >= 1);
    await node.stop();
  });
}

/** Bytes of buffers that somebody still holds: what was let go is swept first, in the second turn. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
}

t.test("a flood with a neighbour's key fills no memory", async (t) => {
  const node = await intruder(await laboratoryKey(raw.seed, 0));
  const before = heldBytes();
  await attacked(t, async ([, network]) => {
    const garbage = record(new Uint8Array(2 ** 20));
    for (let burst = 0; burst < 4; burst++) {
      const stream = await streamTo(targetOf(network!), node).catch(() => undefined);
      if (stream === undefined) continue;
      const over = ended(stream);
      stream.send(record(greeting()));
      for (let k = 0; k < 40 && stream.writeStatus === "writable"; k++)
        if (!stream.send(garbage)) await Promise.race([stream.onDrain().catch(() => {}), over]);
      await over;
    }
  });
  const more = heldBytes() - before;
  t.ok(more < 2 ** 25, `${more} bytes more`);
  await node.stop();
});
