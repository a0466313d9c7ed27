// All pieces of a message go to the system at once.
import type { Transport, Upgrader } from "@libp2p/interface";
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

for (const way of ["dial", "listen"] as const) {
  t.test(`${way}: pieces are written between cork and uncork, full or not`, async (t) => {
    const notes: string[] = [];
    const connection = { socket: notedSocket(notes), sendData: (_: Uint8ArrayList): unknown => t.fail() };
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
    t.same(seen, [way === "dial" ? "outbound" : "inbound", connection, 5]);
    const pieces = new Uint8ArrayList(new Uint8Array(2), new Uint8Array(40), new Uint8Array(16));
    t.same(connection.sendData(pieces), { sentBytes: 58, canSendMore: false });
    t.same(notes, ["cork", "write 2", "write 40", "write 16", "uncork"]);
  });
}
