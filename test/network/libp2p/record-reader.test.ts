// Cutting a stream into records: whatever the pieces, whatever the bytes.
import fc from "fast-check";
import t from "tap";
import { RecordReader, recordLength } from "../../../src/network/libp2p/record-reader.ts";

const records = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 });

/** The bytes of records as a stream. */
function streamOf(list: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(list.flatMap((bytes) => [recordLength(bytes), bytes]));
}

/** Cuts bytes at places between 0 and 1. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const inner = places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b);
  const ends = [...inner, bytes.length];
  return ends.map((end, k) => bytes.subarray(ends[k - 1] ?? 0, end));
}

t.test("records come out as they went in, whatever the pieces", async () => {
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });
  fc.assert(
    fc.property(records, places, (sent, cuts) => {
      const got: Uint8Array[] = [];
      const reader = new RecordReader(300, (bytes) => got.push(bytes));
      for (const piece of cut(streamOf(sent), cuts)) if (reader.push(piece) !== undefined) return false;
      const same = (bytes: Uint8Array, k: number) => Buffer.compare(bytes, sent[k]!) === 0;
      const isAligned = got.every(({ byteOffset }) => byteOffset % 8 === 0);
      return got.length === sent.length && got.every(same) && isAligned;
    }),
    { seed: 1, numRuns: 300 },
  );
});

t.test("any bytes: no more comes out than went in, and after a fault nothing", async () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 30 }), (pieces) => {
      let bytes = 0;
      const reader = new RecordReader(1000, (record) => {
        bytes += record.length;
      });
      let fault: string | undefined;
      for (const piece of pieces) {
        const before = bytes;
        const known = fault;
        fault = reader.push(piece);
        if (known !== undefined && (fault !== known || bytes !== before)) return false;
      }
      return bytes <= pieces.reduce((sum, { length }) => sum + length, 0);
    }),
    { seed: 2, numRuns: 1000 },
  );
});

t.test("a header that announces 1 GB costs no memory", async (t) => {
  const reader = new RecordReader(2 ** 26, () => t.fail("no record has come"));
  const before = process.memoryUsage().arrayBuffers;
  const head = Buffer.alloc(4);
  head.writeUInt32LE(2 ** 30);
  t.equal(reader.push(head), "oversized");
  const readers = Array.from({ length: 100 }, () => new RecordReader(2 ** 26, () => t.fail("no record")));
  head.writeUInt32LE(2 ** 26);
  for (const other of readers) t.equal(other.push(head), undefined);
  t.ok(process.memoryUsage().arrayBuffers - before < 2 ** 24, "64 MiB announced a hundred times");
});

t.test("a long record in small pieces takes about twice its length", async (t) => {
  const length = 2 ** 22;
  let got = 0;
  const reader = new RecordReader(length, (bytes) => {
    got = bytes.length;
  });
  const head = Buffer.alloc(4);
  head.writeUInt32LE(length);
  reader.push(head);
  for (let at = 0; at < length; at += 1024) reader.push(new Uint8Array(1024).fill(at >> 10));
  t.equal(got, length);
});
