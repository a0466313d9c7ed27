// All pieces of a message go to the system at once.
import { createServer, type Server, Socket } from "node:net";
import type { Transport, Upgrader } from "@libp2p/interface";
import { tcp } from "@libp2p/tcp";
import { multiaddr } from "@multiformats/multiaddr";
import t from "tap";
import { Uint8ArrayList } from "uint8arraylist";
import { corked } from "../../../src/network/libp2p/corked.ts";

/** A socket that notes what is done to it; it is full after the second piece. */
function notedSocket(notes: string[]) {
  let pieces = 0;
  return {
    cork: () => notes.push("cork"),
    uncork: () => notes.push("uncork"),
    write(piece: Uint8Array) {
      notes.push(`write ${piece.length}`);
      return ++pieces < 2;
    },
  };
}

/** A connection passes through a corked transport; answers what the upgrader was given. */
async function passed(way: "dial" | "listen", connection: object): Promise<unknown[]> {
  const seen: unknown[] = [];
  const upgrader = {
    upgradeOutbound: async (...parts: unknown[]) => seen.push("outbound", ...parts),
    upgradeInbound: async (...parts: unknown[]) => seen.push("inbound", ...parts),
  };
  const bare = {
    dial: (_: unknown, options: { upgrader: Upgrader }) =>
      options.upgrader.upgradeOutbound(connection as never, 5 as never),
    createListener: (options: { upgrader: Upgrader }) =>
      options.upgrader.upgradeInbound(connection as never, 5 as never),
  };
  const transport = corked(() => bare as unknown as Transport)(undefined);
  const options = { upgrader } as never;
  if (way === "dial") await transport.dial("address" as never, options);
  else await (transport.createListener(options) as unknown);
  return seen;
}

for (const way of ["dial", "listen"] as const) {
  t.test(`${way}: pieces are written between cork and uncork, full or not`, async (t) => {
    const notes: string[] = [];
    const connection = { socket: notedSocket(notes), sendData: (_: Uint8ArrayList): unknown => t.fail() };
    t.same(await passed(way, connection), [way === "dial" ? "outbound" : "inbound", connection, 5]);
    const pieces = new Uint8ArrayList(new Uint8Array(2), new Uint8Array(40), new Uint8Array(16));
    t.same(connection.sendData(pieces), { sentBytes: 58, canSendMore: false });
    t.same(notes, ["cork", "write 2", "write 40", "write 16", "uncork"]);
  });

  t.test(`${way}: what is no socket's connection stays as it is`, async (t) => {
    const sendData = () => ({ sentBytes: 3, canSendMore: true });
    const { cork: _, ...lacking } = notedSocket([]);
    for (const connection of [{ sendData }, { sendData, socket: lacking }, { socket: notedSocket([]) }]) {
      const before = { ...connection };
      t.same(await passed(way, connection), [way === "dial" ? "outbound" : "inbound", connection, 5]);
      t.strictSame(connection, before);
    }
  });
}

t.test("what the TCP transport makes of a socket is corked", async (t) => {
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer().listen(0, "127.0.0.1", () => resolve(listening));
  });
  t.teardown(() => server.close());
  const logger = {
    forComponent: () =>
      Object.assign(() => {}, { error() {}, trace() {}, newScope: () => logger.forComponent() }),
  };
  const transport = corked(tcp())({ logger } as never);
  let connection: object | undefined;
  const upgrader = {
    upgradeOutbound: async (made: object) => void (connection = made),
  };
  const { signal } = new AbortController();
  const { port } = server.address() as { port: number };
  await transport.dial(multiaddr(`/ip4/127.0.0.1/tcp/${port}`), { upgrader, signal } as never);
  const { socket } = connection as { readonly socket: Socket };
  t.ok(socket instanceof Socket);
  t.ok(Object.hasOwn(connection!, "sendData"), "its own, in place of the class's");
  socket.destroy();
});
