// Rings that carry bytes and nothing else: what a round of peers is compared with.
import { connect, createServer, type Socket } from "node:net";
import type { Stream } from "@libp2p/interface";
import { lpStream } from "@libp2p/utils";
import { laboratoryKey } from "../../src/network/libp2p/identity.ts";
import { startNode } from "../../src/network/libp2p/node.ts";

/** One end of an edge. */
interface End {
  send(bytes: Uint8Array): Promise<void>;
  read(): Promise<unknown>;
}

/** Milliseconds per round of a ring over js-libp2p: noise, yamux, one stream an edge, length-prefixed. */
export async function bareRing(size: number, bytes: number, rounds: number, transport: "memory" | "tcp") {
  const ends: End[][] = Array.from({ length: size }, () => []);
  const limit = { maxDataLength: bytes, maxBufferSize: 4 * bytes + 2 ** 16 };
  const endOf = (stream: Stream): End => {
    const framed = lpStream(stream, limit);
    return { send: (data) => framed.write(data), read: () => framed.read() };
  };
  const nodes = await Promise.all(
    ends.map(async (_, k) =>
      startNode({
        key: await laboratoryKey(size, k),
        listen: [transport === "memory" ? `/memory/bare-${size}-${bytes}-${k}` : "/ip4/127.0.0.1/tcp/0"],
        gater: {},
        neighbours: 2,
      }),
    ),
  );
  for (const [k, node] of nodes.entries())
    await node.handle("/bare/1", (stream) => void ends[k]!.push(endOf(stream)));
  for (const [k, node] of nodes.entries()) {
    const connection = await node.dial(nodes[(k + 1) % size]!.getMultiaddrs());
    ends[k]!.push(endOf(await connection.newStream("/bare/1")));
  }
  while (ends.some((list) => list.length < 2)) await new Promise((resolve) => setImmediate(resolve));
  const time = await timed(ends, bytes, rounds);
  for (const node of nodes) for (const open of node.getConnections()) open.abort(new Error("done"));
  await Promise.all(nodes.map((node) => node.stop()));
  return time;
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
  const warm = Math.ceil(rounds / 5);
  let began = 0;
  await Promise.all(
    ends.map(async (own, k) => {
      for (let round = 0; round < warm + rounds; round++) {
        if (round === warm && k === 0) began = performance.now();
        const data = new Uint8Array(bytes);
        await Promise.all([...own.map((end) => end.send(data)), ...own.map((end) => end.read())]);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }),
  );
  return (performance.now() - began) / rounds;
}
