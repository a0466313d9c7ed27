// Rings that carry bytes and nothing else: what a round of peers is compared with.
import { connect, createServer, type Socket } from "node:net";
import type { Stream } from "@libp2p/interface";
import { lpStream } from "@libp2p/utils";
import { laboratoryKey } from "../../src/network/libp2p/identity.ts";
import { startNode } from "../../src/network/libp2p/node.ts";

/** What bare streams speak. */
export const bareProtocol = "/bare/1";

/** One end of an edge. */
export interface End {
  send(bytes: Uint8Array): Promise<void>;
  read(): Promise<unknown>;
}

/** Milliseconds per round of a ring over js-libp2p: noise, yamux, one stream an edge, length-prefixed. */
export async function bareRing(size: number, bytes: number, rounds: number, transport: "memory" | "tcp") {
  const ends: End[][] = Array.from({ length: size }, () => []);
  const address = (k: number) =>
    transport === "memory" ? `/memory/bare-${size}-${bytes}-${k}` : "/ip4/127.0.0.1/tcp/0";
  const nodes = await Promise.all(ends.map((_, k) => bareNode(size, k, address(k))));
  for (const [k, node] of nodes.entries())
    await node.handle(bareProtocol, (stream) => void ends[k]!.push(framedEnd(stream, bytes)));
  for (const [k, node] of nodes.entries()) {
    const connection = await node.dial(nodes[(k + 1) % size]!.getMultiaddrs());
    ends[k]!.push(framedEnd(await connection.newStream(bareProtocol), bytes));
  }
  while (ends.some((list) => list.length < 2)) await new Promise((resolve) => setImmediate(resolve));
  const time = await timed(ends, bytes, rounds);
  for (const node of nodes) for (const open of node.getConnections()) open.abort(new Error("done"));
  await Promise.all(nodes.map((node) => node.stop()));
  return time;
}

/** A node of a ring, as peers have it. */
export async function bareNode(size: number, k: number, listen: string) {
  return startNode({ key: await laboratoryKey(size, k), listen: [listen], gater: {}, neighbours: 2 });
}

/** An end of a stream that carries messages of so many bytes. */
export function framedEnd(stream: Stream, bytes: number): End {
  const framed = lpStream(stream, { maxDataLength: bytes, maxBufferSize: 4 * bytes + 2 ** 16 });
  return { send: (data) => framed.write(data), read: () => framed.read() };
}

/** Milliseconds per round of a ring over plain TCP sockets of one process. */
export async function rawRing(size: number, bytes: number, rounds: number): Promise<number> {
  const ends: End[][] = Array.from({ length: size }, () => []);
  const servers = await Promise.all(
    ends.map(async (list) => {
      const server = createServer((socket) => list.push(endOf(socket, bytes)));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const sockets = ends.map((list, k) => {
    const address = servers[(k + 1) % size]!.address() as { port: number };
    const socket = connect(address.port, "127.0.0.1");
    list.push(endOf(socket, bytes));
    return socket;
  });
  while (ends.some((list) => list.length < 2)) await new Promise((resolve) => setImmediate(resolve));
  const time = await timed(ends, bytes, rounds);
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  return time;
}

/** Reads so many bytes at a time. */
function endOf(socket: Socket, bytes: number): End {
  socket.setNoDelay(true);
  let come = 0;
  let wake: (() => void) | undefined;
  socket.on("data", (chunk) => {
    come += chunk.length;
    if (come >= bytes) wake?.();
  });
  socket.on("error", () => {});
  return {
    send: async (data) => void socket.write(data),
    async read() {
      if (come < bytes)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      come -= bytes;
    },
  };
}

async function timed(ends: readonly (readonly End[])[], bytes: number, rounds: number): Promise<number> {
  return Math.max(...(await Promise.all(ends.map((own) => roundsOf(own, bytes, rounds)))));
}

/** Milliseconds per round that one peer sends and reads at all its ends, after a few to warm up. */
export async function roundsOf(own: readonly End[], bytes: number, rounds: number): Promise<number> {
  const warm = Math.ceil(rounds / 5);
  let began = 0;
  for (let round = 0; round < warm + rounds; round++) {
    if (round === warm) began = performance.now();
    const data = new Uint8Array(bytes);
    await Promise.all([...own.map((end) => end.send(data)), ...own.map((end) => end.read())]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return (performance.now() - began) / rounds;
}
