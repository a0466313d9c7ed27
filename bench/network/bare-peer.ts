// One process of a ring of bare streams: tells where it listens, dials whom it is told, and when told so
// sends and reads. Arguments: size, number, bytes, rounds.
import { once } from "node:events";
import type { Stream } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { bareNode, bareProtocol, type End, framedEnd, roundsOf } from "./rings.ts";

const [size, number, bytes, rounds] = process.argv.slice(2).map(Number) as [number, number, number, number];

async function told(): Promise<string> {
  const [word] = await once(process, "message");
  return word;
}

const node = await bareNode(size, number, "/ip4/127.0.0.1/tcp/0");
const ends: End[] = [];
const accepted = Promise.withResolvers<Stream>();
await node.handle(bareProtocol, (stream) => accepted.resolve(stream));
process.send!(String(node.getMultiaddrs()[0]));
const connection = await node.dial(multiaddr(await told()));
ends.push(framedEnd(await connection.newStream(bareProtocol), bytes));
ends.push(framedEnd(await accepted.promise, bytes));
const go = told();
process.send!("linked");
await go;
process.send!(String(await roundsOf(ends, bytes, rounds)));
