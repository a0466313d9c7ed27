// The documented encoding of a state, written once more over node:crypto.
import { createHash } from "node:crypto";
import fc from "fast-check";
import t from "tap";
import type { State } from "../../src/algorithms/algorithm.ts";
import { agentDigest, rowDigest, shortHex } from "../../src/journal/state-digest.ts";

/** Names in code-unit order; per name uint32 length, UTF-8, uint32 count, float64s; all little-endian. */
function naiveDigest(state: State): Buffer {
  const parts = Object.entries(state)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => {
      const numbers = typeof value === "number" ? [value] : [...value];
      const label = Buffer.from(name, "utf8");
      const bytes = Buffer.alloc(8 + label.length + 8 * numbers.length);
      bytes.writeUInt32LE(label.length, 0);
      label.copy(bytes, 4);
      bytes.writeUInt32LE(numbers.length, 4 + label.length);
      numbers.forEach((x, k) => {
        bytes.writeDoubleLE(x, 8 + label.length + 8 * k);
      });
      return [bytes];
    });
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

const values = fc
  .array(fc.double({ noNaN: true }), { maxLength: 5 })
  .map((list) => Float64Array.from(list));
const states = fc.dictionary(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }),
  fc.oneof(values, fc.double({ noNaN: true })),
  {
    maxKeys: 5,
    noNullPrototype: true,
  },
);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

t.test("agentDigest is the documented hash of any state, whatever the order of its names", async (t) => {
  fc.assert(
    fc.property(states, (state) => {
      const expected = naiveDigest(state).toString("hex");
      const turned = Object.fromEntries(Object.entries(state).reverse());
      t.equal(hex(agentDigest(state)), expected);
      t.equal(hex(agentDigest(turned)), expected);
    }),
    { seed: 1, numRuns: 200 },
  );
});

t.test("a view into a larger buffer counts for its own entries", async (t) => {
  const block = Float64Array.of(9, 1, 2, 9);
  t.same(agentDigest({ x: block.subarray(1, 3) }), agentDigest({ x: Float64Array.of(1, 2) }));
});

t.test("any changed bit, name or length is another digest: −0 is not 0", async (t) => {
  const state = { a: Float64Array.of(1, 0), b: 2 };
  const others: State[] = [
    { a: Float64Array.of(1, -0), b: 2 },
    { a: Float64Array.of(1 + Number.EPSILON, 0), b: 2 },
    { a: Float64Array.of(0, 1), b: 2 },
    { a: Float64Array.of(1), b: 2 },
    { a: Float64Array.of(1, 0, 0), b: 2 },
    { a: Float64Array.of(1, 0), c: 2 },
    { a: Float64Array.of(1, 0) },
    { ab: Float64Array.of(1, 0, 2) },
  ];
  const digests = [state, ...others].map((other) => hex(agentDigest(other)));
  t.equal(new Set(digests).size, digests.length);
  t.equal(hex(agentDigest({ b: 2 })), hex(agentDigest({ b: Float64Array.of(2) })), "a number is one value");
});

t.test("rowDigest is the first 16 hex digits over the agents' digests, in their order", async (t) => {
  const digests = [1, 2, 3].map((x) => agentDigest({ x }));
  const expected = createHash("sha256").update(Buffer.concat(digests)).digest("hex").slice(0, 16);
  t.equal(rowDigest(digests), expected);
  t.not(rowDigest([...digests].reverse()), expected);
  t.equal(shortHex(digests[0]!), hex(digests[0]!).slice(0, 16));
});
