// What tables show of values: short, and never the same for two of them.
import fc from "fast-check";
import t from "tap";
import { cellsOf } from "../../../src/scenario/study/cells.ts";

t.test("a mapping is its kind, and what tells it from others of its kind", async (t) => {
  const random = (probability: number, more = {}) => ({ kind: "erdos-renyi", probability, ...more });
  t.same(cellsOf([{ kind: "ring" }, random(0.3)]), ["ring", "erdos-renyi"]);
  t.same(cellsOf([random(0.3), { kind: "ring" }, random(0.4)]), [
    "erdos-renyi probability=0.3",
    "ring",
    "erdos-renyi probability=0.4",
  ]);
  t.same(cellsOf([random(0.3, { seed: 1 }), random(0.3)]), ["erdos-renyi seed=1", "erdos-renyi"]);
  const noise = (size: number) => ({
    kind: "fednpg",
    stepSize: 1,
    evaluationNoise: { kind: "uniform", size },
  });
  t.same(cellsOf([noise(0), noise(0.1)]), [
    "fednpg evaluationNoise.size=0",
    "fednpg evaluationNoise.size=0.1",
  ]);
  t.same(cellsOf([{ every: 1 }, { every: 5 }]), ["every=1", "every=5"]);
});

t.test("what is no mapping stands as it is", async (t) => {
  t.same(cellsOf([1, 0.5, "ring", true, null, [1, 2]]), [1, 0.5, "ring", true, "null", "[1,2]"]);
});

t.test("different values have different cells", async () => {
  const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom("a", "b", "a b=1"), fc.boolean());
  const options = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(leaf, fc.record({ x: leaf })));
  const value = fc.oneof(
    leaf,
    fc.tuple(fc.constantFrom("ring", "star"), options).map(([kind, rest]) => ({ kind, ...rest })),
  );
  const values = fc.uniqueArray(value, { selector: (one) => JSON.stringify(one), maxLength: 8 });
  fc.assert(
    fc.property(values, (all) => new Set(cellsOf(all)).size === new Set(all.map(sorted)).size),
    { seed: 5, numRuns: 500 },
  );
});

/** JSON with its members in order: mappings that differ in the order only are equal. */
function sorted(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${name}:${sorted(inner)}`)}}`;
}
