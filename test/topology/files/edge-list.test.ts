// Edge lists: what is read, which agent a label becomes, every refusal with its line.
import fc from "fast-check";
import t from "tap";
import { isUndirected } from "../../../src/topology/adjacency.ts";
import { agentIds } from "../../../src/topology/files/edges.ts";
import type { Topology } from "../../../src/topology/topology.ts";
import { adjacency, build, messageOf } from "../naive.ts";

function read(text: string | Uint8Array, options = {}, agents?: number): Topology {
  return build(
    "file",
    { files: { "graph.csv": text }, agents: agents as number },
    { path: "graph.csv", ...options },
  );
}

t.test("undirected unless told; then the source speaks to the target", async (t) => {
  const text = "source,target\n0,1\n1,2\n2,0\n";
  t.same(adjacency(read(text)), adjacency(build("complete", { agents: 3 })));
  const directed = read(text, { directed: true });
  t.same(directed.hears(1, 0), [0]);
  t.same(directed.isHeardBy(1, 0), [2]);
  t.equal(directed.edgeWeight, undefined);
});

t.test("labels 0 … N−1 are agent ids in whatever order; others count by appearance", async (t) => {
  t.same(read("source,target\n2,0\n1,2\n").hears(2, 0), [0, 1]);
  t.same(read("source,target\nb,a\nc,b\n").hears(0, 0), [1, 2], "b is 0, a is 1, c is 2");
  t.same(read("source,target\n1,2\n2,3\n").hears(1, 0), [0, 2], "1, 2, 3 are not 0 … 2");
  t.same(read("source,target\n00,1\n1,0\n").hears(1, 0), [0, 2], "00 is a name");
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 }), (labels) => {
      const numbers = labels.map((_, k) => k).every((k) => labels.includes(`${k}`));
      labels.forEach((label, k) => {
        t.equal(agentIds(labels).get(label), numbers ? Number(label) : k);
      });
    }),
    { numRuns: 50, seed: 4 },
  );
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (order) => {
      for (const id of order) t.equal(agentIds(order.map(String)).get(String(id)), id);
    }),
    { numRuns: 20, seed: 5 },
  );
});

t.test("weights belong to the edge source→listener, both ways where undirected", async (t) => {
  const text = "source,target,weight\n0,1,0.25\n1,2,2e-1\n2,0,0\n";
  const undirected = read(text);
  t.equal(undirected.edgeWeight!(0, 1), 0.25);
  t.equal(undirected.edgeWeight!(1, 0), 0.25);
  t.equal(undirected.edgeWeight!(0, 2), 0);
  const directed = read(text, { directed: true });
  t.equal(directed.edgeWeight!(1, 0), 0.25);
  t.equal(directed.edgeWeight!(0, 1), undefined);
  t.equal(directed.edgeWeight!(2, 1), 0.2);
});

t.test("byte order mark, white space, quotes, blank lines and CRLF are harmless", async (t) => {
  const plain = adjacency(read("source,target\na,b\nb,c d\n"));
  t.same(adjacency(read('\uFEFFsource, target\r\n a ,b\r\n\r\n"b","c d"')), plain);
});

t.test("what is written is read: random connected graphs, permuted rows", async (t) => {
  const trees = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(trees, (choices) => {
      // A random recursive tree: agent k + 1 joins one of 0 … k. Rows go backwards, so that ids do not
      // come by order.
      const rows = choices.map((choice, k) => `${k + 1},${choice % (k + 1)}`).reverse();
      const topology = read(`source,target\n${rows.join("\n")}`);
      t.equal(topology.size, choices.length + 1);
      t.ok(isUndirected(topology));
      choices.forEach((choice, k) => {
        t.ok(topology.hears(k + 1, 0).includes(choice % (k + 1)));
      });
    }),
    { numRuns: 50, seed: 6 },
  );
});

t.test("every refusal names the file and the line", async (t) => {
  const line = (text: string | Uint8Array, options = {}, agents?: number): string =>
    messageOf(() => read(text, options, agents)).replace("ScenarioError: ", "");
  t.equal(
    line("source,target\n0,1\n1,1\n"),
    'graph.csv:3: got "1,1"; an edge must join two different agents',
  );
  t.equal(line("source,target\n0,1\n\n1,0\n"), 'graph.csv:4: got "1,0"; an edge may be given only once');
  t.match(line("source,target\n0,1\n0,1\n", { directed: true }), /^graph.csv:3: got "0,1"; .* only once$/);
  t.equal(line("source,target\n0\n"), 'graph.csv:2: got "0"; a row of source,target');
  t.match(line("source,target\n0,\n"), /^graph.csv:2: got "0,"; a row of/);
  t.match(line("source,target\n0,1,2\n"), /^graph.csv:2: got "0,1,2"; a row of/);
  t.match(line("from,to\n0,1\n"), /^graph.csv:1: got "from,to"; the header must be source,target or/);
  t.match(line("source,target,weight,colour\n"), /^graph.csv:1: /);
  t.match(line("source\n0\n"), /^graph.csv:1: got "source"/);
  t.match(line("source,target\n"), /^graph.csv: got "no edges"/);
  t.match(line(" \n\t\n"), /^graph.csv: got "an empty file"/);
  t.match(
    line(new Uint8Array([0xff, 0xfe, 0x73, 0x00])),
    /^graph.csv: got "bytes that are not UTF-8"; save/,
  );
  t.match(line('source,target\n0,"1\n'), /^graph.csv:\d: got ".*"; well-formed .*: quote not closed$/);
  for (const weight of ["-1", "NaN", "Infinity", "1e999", "heavy", ""]) {
    t.match(
      line(`source,target,weight\n0,1,1\n1,2,${weight}\n`),
      `graph.csv:3: got ${JSON.stringify(weight)}; a weight must be a finite number, zero or more`,
    );
  }
  t.match(line("source,target\n0,1\n2,3\n"), /^graph.csv: got "2 components of 2, 2 agents"/);
  t.match(
    line("source,target\n0,1\n1,2\n", { directed: true }),
    /^graph.csv: got "3 strong components of 1, 1, 1 agents"/,
  );
  t.equal(line("source,target\n0,1\n", {}, 5), "agents: got 5; graph.csv has 2 agents");
  t.match(
    messageOf(() => build("file", { files: {} }, { path: "graph.txt" })),
    /topology.path: got "graph.txt"; a file ending in .csv, .graphml, .gexf, .json$/,
  );
});
