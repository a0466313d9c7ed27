// What libp2p throws, in words; and a peer that outlives it.
import { StreamCloseEvent, StreamResetEvent } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import t from "tap";
import { dialFailure, errorOf } from "../../../src/network/libp2p/dial-failure.ts";
import { keepLinked } from "../../../src/network/libp2p/dialling.ts";
import { laboratoryKey, laboratoryRoster } from "../../../src/network/libp2p/identity.ts";
import { startNode } from "../../../src/network/libp2p/node.ts";

const gater = {};
const closed = "it closed the connection: this peer is a stranger to it, or it is ending";

/** What a dial of agent 1, with the id of agent `expected`, comes to. */
async function dialled(address: string, expected: number): Promise<string> {
  const node = await startNode({ key: await laboratoryKey(1, 0), listen: [], gater, neighbours: 2 });
  const { ids } = await laboratoryRoster(1, 3);
  try {
    await node.dial(multiaddr(`${address}/p2p/${ids[expected]}`), { signal: AbortSignal.timeout(20_000) });
    return "linked";
  } catch (error) {
    return dialFailure(error);
  } finally {
    await node.stop();
  }
}

t.test("real dials", async (t) => {
  const key = await laboratoryKey(1, 1);
  const node = await startNode({ key, listen: ["/ip4/127.0.0.1/tcp/0"], gater, neighbours: 2 });
  const address = node.getMultiaddrs()[0]!.decapsulateCode(421).toString();
  t.equal(await dialled(address, 1), "linked");
  t.equal(await dialled(address, 2), "another key than the hosts file names");
  t.equal(await dialled(address, 0), "its id is this peer's own");
  await node.stop();
  t.equal(await dialled(address, 1), "nobody listens there (yet)");
});

t.test("a stream that closes while libp2p waits to write on it: the event is what is thrown", async (t) => {
  const inner = new Error("odd\nand more");
  t.equal(errorOf(new StreamResetEvent(inner)), inner);
  t.equal(dialFailure(new StreamResetEvent(inner)), "odd");
  t.equal(dialFailure(new StreamCloseEvent(false)), closed);
  t.equal(dialFailure(undefined), closed);
});

t.test("whatever a dial throws, it is told in words and dialled again", async (t) => {
  const thrown = [new StreamCloseEvent(true), undefined, new Error("connect ECONNREFUSED 10.0.0.1:1")];
  const ending = new AbortController();
  const told: string[] = [];
  const link = {
    dial: () => Promise.reject(thrown[told.length]),
    speak: () => Promise.resolve(true),
    onFailure(reason: string) {
      told.push(reason);
      if (told.length === thrown.length) ending.abort();
    },
  };
  await keepLinked(link, ending.signal);
  t.same(told, [closed, closed, "nobody listens there (yet)"]);
});
