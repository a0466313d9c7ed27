import t from "tap";
import { given } from "../../../src/mixing/rules/given.ts";
import { fromNeighbours } from "../../../src/topology/adjacency.ts";
import type { Topology } from "../../../src/topology/topology.ts";
import { context, dense, directedRing, matchings, path } from "../graphs.ts";

const weighted = (topology: Topology, weights: Readonly<Record<string, number>>): Topology => ({
  ...topology,
  edgeWeight: (listener, source) => weights[`${source}→${listener}`],
});
const fromFile = (text: string, topology = path(3)) =>
  given.build({ matrix: "w.csv" }, context(topology, { "w.csv": text }));

t.test("W[i][j] is the weight of the edge j→i, the rest is the agent's own", async (t) => {
  const graph = weighted(directedRing(3), { "2→0": 0.25, "0→1": 0.5, "1→2": 1 });
  t.same(dense(given.build({}, context(graph))), [
    [0.75, 0, 0.25],
    [0.5, 0.5, 0],
    [0, 1, 0],
  ]);
});

t.test("weights that are missing or too heavy are named", async (t) => {
  t.throws(() => given.build({}, context(path(3))), {
    message: /weight of the edge 1→0: missing; a weight for every edge .* the option matrix/,
  });
  const heavy = weighted(path(3), { "1→0": 0.5, "0→1": 0.75, "2→1": 0.5, "1→2": 0.5 });
  t.throws(() => given.build({}, context(heavy)), /weights into agent 1: got 1.25; .* at most 1 in all/);
});

t.test("a matrix is taken as it is, negative and own weights included", async (t) => {
  const text = "1.5, -0.5, 0\n-0.5,1.2,0.3\n\n0,3e-1,0.7\n";
  const w = [
    [1.5, -0.5, 0],
    [-0.5, 1.2, 0.3],
    [0, 0.3, 0.7],
  ];
  t.same(dense(fromFile(text)), w);
  t.same(dense(fromFile(`\ufeff${text}`)), w, "with a byte order mark");
});

t.test("a bad matrix is refused with its line", async (t) => {
  const good = "1,0,0\n0,1,0\n";
  const faults: [string, RegExp][] = [
    ["", /^w.csv: got "an empty file"; 3 rows of 3 numbers/],
    [" \n", /^w.csv: got "an empty file"/],
    [good, /^w.csv: got "2 rows"; 3 rows of 3 numbers, one per agent$/],
    [`${good}0,0,1\n0,0,0`, /^w.csv: got "4 rows"/],
    [`${good}0,1`, /^w.csv:3: got "2 numbers"; 3 numbers/],
    [`${good}0,,1`, /^w.csv:3: got ""; a finite number/],
    [`${good}0,NaN,1`, /^w.csv:3: got "NaN"; a finite number/],
    [`${good}0,1e999,1`, /^w.csv:3: got "1e999"/],
    [`${good}0.1,0,0.9`, /^w.csv:3: got 0.1; 0 for W\[2\]\[0\], as the topology has no edge 0→2/],
    [`${good}0,"1,0`, /^w.csv:\d: got ".*"; .*: quote not closed$/],
  ];
  for (const [text, message] of faults) {
    t.throws(() => fromFile(text), { name: "ScenarioError", message }, JSON.stringify(text));
  }
  const latin = { ...context(path(3)), file: () => Uint8Array.of(0xe9, 0x2c) };
  t.throws(() => given.build({ matrix: "w.csv" }, latin), /w.csv: got "bytes that are not UTF-8"/);
  t.throws(() => fromFile(good, matchings(4)), /mixing.matrix: got "w.csv"; a static topology/);
  t.throws(() => given.options.parse({ matrix: "" }));
});

t.test("the direction of the edge decides what a matrix may hold", async (t) => {
  const graph = fromNeighbours(2, (i) => (i === 1 ? [0] : []));
  t.same(dense(fromFile("1,0\n0.5,0.5", graph))[1], [0.5, 0.5]);
  t.throws(() => fromFile("0.5,0.5\n0,1", graph), /w.csv:1: got 0.5; 0 for W\[0\]\[1\]/);
});
