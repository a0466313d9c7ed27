// Bytes on a cable.
import t from "tap";
import { bytesOnCable } from "../../../src/network/links/framing.ts";
import { arrivalsOf, linkOf, passageOf } from "./passages.ts";

t.test("a small packet is one segment and the acknowledgement of another", async (t) => {
  t.equal(bytesOnCable(300), 300 + 16 + 18 + 2 * 66);
});

t.test("by counting segments and noise messages one by one", async (t) => {
  for (const length of [0, 1, 1413, 1414, 1415, 4148, 65_502, 65_503, 65_504, 200_000, 1_600_084]) {
    let noise = 0;
    for (let left = length + 16; left > 0; left -= 65_519) noise += Math.min(left, 65_519) + 18;
    let cable = 66;
    for (let left = noise; left > 0; left -= 1448) cable += Math.min(left, 1448) + 66;
    t.equal(bytesOnCable(length), cable, `${length}`);
  }
});

t.test("a queue counts them where it is told to", async (t) => {
  const queue = (options: object) =>
    passageOf({ bandwidth: linkOf("queue", { bytesPerSecond: 1000, ...options }) });
  t.same(arrivalsOf(queue({}), 2), [[100], [200]]);
  t.same(arrivalsOf(queue({ framing: "libp2p" }), 2), [[266], [532]]);
});
