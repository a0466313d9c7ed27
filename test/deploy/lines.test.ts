// What the relay of `npm run test:deploy` holds: when packets leave, and the checksum it fills in.
import t from "tap";
import { Lines, type Road } from "./lines.ts";
import { fillTcpChecksum } from "./tcp-checksum.ts";

/** When packets leave that are put in at these times, by [from, to, bytes, time]. */
function departures(road: Road, packets: readonly (readonly [number, number, number, number])[]) {
  const lines = new Lines<number>(road);
  packets.forEach(([from, to, bytes, now], packet) => {
    lines.put({ from, to, bytes, packet }, now);
  });
  const found: [packet: number, time: number][] = [];
  while (lines.next < Number.POSITIVE_INFINITY) {
    const time = lines.next;
    for (const { packet } of lines.due(time)) found.push([packet, time]);
  }
  return found;
}

t.test("latency is added, and differs where a line does, both ways", async (t) => {
  const road = { line: { latencyMs: 10 }, others: [{ between: [1, 2], latencyMs: 3 } as const] };
  const found = departures(road, [
    [0, 1, 100, 0],
    [1, 2, 100, 1],
    [2, 1, 100, 2],
    [1, 0, 100, 3],
  ]);
  t.same(found, [
    [1, 4],
    [2, 5],
    [0, 10],
    [3, 13],
  ]);
});

t.test("bytes leave one after the other: on a line its own, on an uplink all of a host", async (t) => {
  const packets = [
    [0, 1, 100, 0],
    [0, 1, 50, 0],
    [0, 2, 100, 0],
    [1, 0, 100, 0],
  ] as const;
  const byLine = departures({ line: { latencyMs: 1, bytesPerSecond: 10_000 } }, packets);
  t.same(
    new Map(byLine),
    new Map([
      [0, 11],
      [2, 11],
      [3, 11],
      [1, 16],
    ]),
  );
  const byUplink = departures({ line: { latencyMs: 1 }, uplink: 10_000 }, packets);
  t.same(
    new Map(byUplink),
    new Map([
      [0, 11],
      [3, 11],
      [1, 16],
      [2, 26],
    ]),
  );
});

t.test("what is lost never leaves, about as often as was asked", async (t) => {
  const packets = Array.from({ length: 10_000 }, (_, n) => [0, 1, 10, n] as const);
  const found = departures({ line: { latencyMs: 0, loss: 0.02 } }, packets);
  const deviation = Math.sqrt(10_000 * 0.02 * 0.98);
  t.ok(Math.abs(packets.length - found.length - 200) < 5 * deviation, `${found.length} left`);
});

/** A SYN from 10.78.0.1 to 10.78.0.2 without its checksum. */
function frame(payload: readonly number[]): Uint8Array {
  const ethernet = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0];
  const length = 40 + payload.length;
  const ip = [0x45, 0, 0, length, 0, 0, 0x40, 0, 64, 6, 0, 0, 10, 78, 0, 1, 10, 78, 0, 2];
  const tcp = [0x9c, 0x40, 0x0f, 0xa0, 1, 2, 3, 4, 0, 0, 0, 0, 0x50, 2, 0xff, 0xff, 0xab, 0xcd, 0, 0];
  return Uint8Array.from([...ethernet, ...ip, ...tcp, ...payload]);
}

/**
 * Of all 16-bit words that the checksum covers, itself among them, in ones' complement: 0xffff if it is
 * right.
 */
function onesComplement(bytes: Uint8Array): number {
  const covered = [...bytes.slice(26, 34), 0, 6, 0, bytes.length - 34, ...bytes.slice(34)];
  if (covered.length % 2 === 1) covered.push(0);
  let sum = 0;
  for (let at = 0; at < covered.length; at += 2)
    sum = (sum + 256 * covered[at]! + covered[at + 1]!) % 0xffff;
  return sum === 0 ? 0xffff : sum;
}

t.test("the checksum of TCP makes all words sum to ones", async (t) => {
  for (const payload of [[], [7], [1, 2, 3, 255, 254]]) {
    const bytes = frame(payload);
    fillTcpChecksum(bytes);
    t.equal(onesComplement(bytes), 0xffff);
  }
  const other = frame([]);
  other[23] = 17;
  const before = [...other];
  fillTcpChecksum(other);
  t.same([...other], before, "UDP is left alone");
});
