// Frames and bytes: the documented layout, there and back, and whatever a stranger may send.
import { crc32 } from "node:zlib";
import fc from "fast-check";
import t from "tap";
import { Codec } from "../../src/network/codec.ts";
import { exchangeOf, type Frame, roundOf, stampOf } from "../../src/network/frame.ts";
import { crcOf, sealed } from "./crc.ts";

const scenarioDigest = `${"0123456789abcdef"}${"f".repeat(48)}`;
const names = ["logits", "tracker", "a name of more than eight letters", "ü"];
const codec = new Codec({ scenarioDigest, names, maximumBytes: 2 ** 16 });

const float = fc.double({ noDefaultInfinity: false, noNaN: false });
const message = fc.dictionary(fc.constantFrom(...names), fc.array(float, { maxLength: 20 }));
const frames: fc.Arbitrary<Frame> = fc.record({
  sender: fc.integer({ min: 0, max: 2 ** 20 - 1 }),
  stamp: fc
    .tuple(fc.integer({ min: 0, max: 1_000_000_000 }), fc.integer({ min: 0, max: 2 ** 20 - 1 }))
    .map(([round, exchange]) => stampOf(round, exchange)),
  durable: fc.integer({ min: -1, max: 1_000_000_000 }),
  message: fc.option(
    message.map((arrays) =>
      Object.fromEntries(Object.entries(arrays).map(([name, list]) => [name, Float64Array.from(list)])),
    ),
    { nil: undefined },
  ),
});
const handOvers = frames.map(
  (frame): Frame => ({ ...frame, message: frame.message ?? {}, handsOver: true }),
);

/** The bits of every number, so that −0 and +0 differ and NaN equals itself. */
function bitsOf({ message, ...rest }: Frame) {
  if (message === undefined) return rest;
  const entries = Object.entries(message).map(([name, values]) => [
    name,
    [...new BigUint64Array(values.slice().buffer)],
  ]);
  return { ...rest, message: Object.fromEntries(entries) };
}

t.test("the layout is the documented one, byte by byte", async (t) => {
  const bytes = codec.encode({
    sender: 0x0102,
    stamp: stampOf(7, 3),
    durable: 4,
    message: { ü: Float64Array.of(1) },
  });
  const body = [
    [0x48, 0x53, 0x59, 1], // "HSY", version
    [0x02, 0x01, 0, 0], // sender
    [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef], // scenarioDigest
    [7, 0, 0, 0],
    [3, 0, 0, 0],
    [5, 0, 0, 0], // durable round + 1
    [1, 0], // a message
    [1, 0], // of one array
    [8, 0, 0, 0], // bytes of the name
    [1, 0, 0, 0], // numbers
    [0xc3, 0xbc, 0, 0, 0, 0, 0, 0], // ü
    [0, 0, 0, 0, 0, 0, 0xf0, 0x3f], // 1.0
  ].flat();
  t.same([...bytes], [...sealed(Uint8Array.from(body))]);
  const confirmation = codec.encode({ sender: 1, stamp: stampOf(0, 0), durable: -1, message: undefined });
  t.equal(confirmation.length, 36);
  t.equal(crcOf(new TextEncoder().encode("123456789")), 0xcbf4_3926, "the check value of CRC-32");
});

t.test("with the machine's CRC-32 frames are the same, and damage is found", async (t) => {
  const fast = new Codec({ scenarioDigest, names, maximumBytes: 2 ** 16, crc32 });
  fc.assert(
    fc.property(frames, fc.nat(), (frame, at) => {
      const bytes = fast.encode(frame).slice();
      t.same([...bytes], [...codec.encode(frame)]);
      t.not(typeof fast.decode(bytes.slice()), "string");
      bytes[32 + (at % (bytes.length - 32))]! ^= 1;
      t.equal(fast.decode(bytes), "damaged");
    }),
  );
});

t.test("stamps order the exchanges of a run", async (t) => {
  const place = fc.tuple(fc.nat(1_000_000_000), fc.nat(2 ** 20 - 1));
  fc.assert(
    fc.property(place, place, ([a, b], [c, d]) => {
      t.equal(Math.sign(stampOf(a, b) - stampOf(c, d)), Math.sign(a - c || b - d));
      t.same([roundOf(stampOf(a, b)), exchangeOf(stampOf(a, b))], [a, b]);
    }),
    { seed: 1 },
  );
});

t.test("every frame comes back with the same bits, wherever its bytes lie", async () => {
  fc.assert(
    fc.property(fc.oneof(frames, handOvers), fc.nat(15), (frame, offset) => {
      const bytes = codec.encode(frame);
      const moved = new Uint8Array(bytes.length + 16).subarray(offset, offset + bytes.length);
      moved.set(bytes);
      for (const place of [bytes, moved]) {
        const decoded = codec.decode(place);
        t.same(typeof decoded === "string" ? decoded : bitsOf(decoded), bitsOf(frame));
      }
    }),
    { seed: 1 },
  );
});

t.test("a frame with any byte changed, or cut short, is a fault", async () => {
  fc.assert(
    fc.property(frames, fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, place, change) => {
      const bytes = codec.encode(frame).slice();
      t.type(codec.decode(bytes.subarray(0, place % bytes.length)), "string");
      bytes[place % bytes.length]! ^= change;
      t.match(codec.decode(bytes), /^(no frame|another version|damaged)$/);
    }),
    { seed: 1 },
  );
});

/** Every number a decoder hands out lies in the bytes it was given, or was copied from there. */
function sizeOf(decoded: ReturnType<Codec["decode"]>): number {
  if (typeof decoded === "string") return 0;
  return Object.values(decoded.message ?? {}).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

t.test("any bytes are a frame or a fault, and no more memory than they take", async (t) => {
  const any = fc.uint8Array({ maxLength: 300, size: "max" });
  fc.assert(
    fc.property(any, (bytes) => t.type(codec.decode(bytes), "string")),
    { seed: 1 },
  );
  // The same behind a header and before a checksum that are right, so that the arrays are read.
  const valid = codec.encode({ sender: 1, stamp: 5, durable: -1, message: {} });
  const small = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2 ** 16 - 1 }));
  let read = 0;
  fc.assert(
    fc.property(any, small, small, fc.boolean(), (body, kind, arrays, likely) => {
      const forged = new Uint8Array(32 + body.length);
      forged.set(valid.subarray(0, 28));
      const counts = likely ? [1, 1] : [kind, arrays];
      new DataView(forged.buffer).setUint16(28, counts[0]!, true);
      new DataView(forged.buffer).setUint16(30, counts[1]!, true);
      forged.set(body, 32);
      // A name that is known, so that its length is believed.
      if (likely && body.length >= 16) forged.set([8, 0, 0, 0, (body.length - 16) >> 3, 0, 0, 0], 32);
      if (likely && body.length >= 16) forged.set(new TextEncoder().encode("logits\0\0"), 40);
      const decoded = codec.decode(sealed(forged));
      if (typeof decoded !== "string") read++;
      t.ok(sizeOf(decoded) <= forged.length);
    }),
    { seed: 1, numRuns: 1000 },
  );
  t.ok(read > 20, `${read} forged frames were readable`);
});

t.test("each fault has its name", async (t) => {
  const frame: Frame = { sender: 1, stamp: 5, durable: -1, message: { logits: Float64Array.of(1, 2) } };
  const good = codec.encode(frame);
  const changed = (at: number, ...bytes: number[]) => {
    const body = good.slice(0, -4);
    body.set(bytes, at);
    return codec.decode(sealed(body));
  };
  t.equal(codec.decode(good.subarray(0, 35)), "too short");
  t.equal(codec.decode(new Uint8Array(2 ** 16 + 1)), "too long");
  t.equal(changed(0, 0), "no frame");
  t.equal(changed(3, 2), "another version");
  t.equal(codec.decode(good.with(40, 7)), "damaged");
  t.equal(changed(8, 9), "another scenario");
  t.equal(changed(20, 0, 0, 16), "malformed", "exchange 2²⁰");
  t.equal(changed(28, 2), "malformed", "a confirmation with arrays");
  t.equal(changed(28, 3), "malformed", "a return with arrays");
  t.match(changed(28, 4), { ...frame, handsOver: true });
  t.equal(changed(28, 5), "malformed", "an unknown kind");
  const numbers = Float64Array.of(1);
  t.equal(codec.decode(codec.encode({ ...frame, handsOver: true, numbers })), "malformed");
  t.equal(changed(30, 2), "malformed", "an array that is not there");
  t.equal(changed(30, 0), "malformed", "an array too many");
  t.equal(changed(36, 3), "malformed", "more numbers than bytes");
  t.equal(changed(36, 255, 255, 255, 255), "malformed", "32 GiB announced");
  t.equal(changed(40, 0x4c), "undeclared name");
  const other = new Codec({ scenarioDigest, names: ["logits"] });
  t.equal(
    other.decode(codec.encode({ ...frame, message: { tracker: new Float64Array(1) } })),
    "undeclared name",
  );
  const twice = Uint8Array.from([...good.subarray(0, -4), ...good.subarray(32, -4)]);
  twice[30] = 2;
  t.equal(codec.decode(sealed(twice)), "malformed", "one name twice");
});

t.test("what is not declared, or too large, is never written", async (t) => {
  const frame = { sender: 1, stamp: 5, durable: -1 };
  t.throws(
    () => codec.encode({ ...frame, message: { secret: new Float64Array(1) } }),
    /"secret" is declared/,
  );
  t.throws(
    () => codec.encode({ ...frame, message: { logits: new Float64Array(2 ** 13) } }),
    /at most 65536/,
  );
});
