// Latencies that come with the graph or a file.
import t from "tap";
import { greatCircleKm } from "../../../src/math/great-circle.ts";
import { rootRng } from "../../../src/math/random.ts";
import type { Link } from "../../../src/network/link.ts";
import { file as fileFamily } from "../../../src/topology/families/file.ts";
import type { Topology } from "../../../src/topology/topology.ts";
import { context, linkOf } from "./passages.ts";

const packet = new Uint8Array(8);

/** What a packet needs on an edge. */
function delay(link: Link, from: number, to: number): number {
  return link.carry(packet, 100, link.init({ from, to }), rootRng(1)).arrivals[0]! - 100;
}

function graphOf(path: string, text: string): Topology {
  const bytes = new TextEncoder().encode(text);
  return fileFamily.build({ path }, { agents: undefined, seed: 1, file: () => bytes });
}

const graphml = `<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="lat" for="node" attr.name="latitude" attr.type="double"/>
<key id="lon" for="node" attr.name="longitude" attr.type="double"/>
<key id="l" for="edge" attr.name="latency" attr.type="double"/>
<graph edgedefault="undirected">
<node id="0"><data key="lat">52.5</data><data key="lon">13.4</data></node>
<node id="1"><data key="lat">40.7</data><data key="lon">-74</data></node>
<node id="2"><data key="lat">-33.9</data><data key="lon">151.2</data></node>
<edge source="0" target="1"><data key="l">45</data></edge>
<edge source="1" target="2"><data key="l">80.5</data></edge>
</graph></graphml>`;

t.test("an attribute of the edges, both ways", async (t) => {
  const topology = graphOf("g.graphml", graphml);
  const link = linkOf("edge-attribute", {}, { ...context, topology });
  t.same([delay(link, 0, 1), delay(link, 1, 0), delay(link, 2, 1)], [45, 45, 80.5]);
  const halved = linkOf("edge-attribute", { msPerUnit: 0.5 }, { ...context, topology });
  t.equal(delay(halved, 0, 1), 22.5);
});

t.test("the weight of an edge list is an attribute; back on a directed edge is its own way", async (t) => {
  const topology = graphOf("g.csv", "source,target,weight\n0,1,3\n1,2,4\n2,0,5\n");
  const link = linkOf("edge-attribute", { attribute: "weight" }, { ...context, topology });
  t.same([delay(link, 0, 1), delay(link, 2, 1)], [3, 4]);
});

t.test("attributes of graphology's JSON", async (t) => {
  const nodes = [0, 1].map((key) => ({ key: `${key}`, attributes: { latitude: 10 * key, longitude: 0 } }));
  const edges = [{ source: "0", target: "1", undirected: true, attributes: { ping: "12" } }];
  const topology = graphOf("g.json", JSON.stringify({ nodes, edges }));
  t.equal(delay(linkOf("edge-attribute", { attribute: "ping" }, { ...context, topology }), 1, 0), 12);
  t.equal(topology.agentAttribute!(1, "latitude"), 10);
  t.equal(topology.agentAttribute!(1, "altitude"), undefined);
});

t.test("what the file does not say is refused before the run", async (t) => {
  const topology = graphOf("g.graphml", graphml);
  const build = (options: object, where = topology) =>
    linkOf("edge-attribute", options, { ...context, topology: where });
  t.throws(() => build({ attribute: "delay" }), /no delay on the edge from \d to \d/);
  t.throws(() => build({}, context.topology), /no latency on the edge/);
  t.throws(() => linkOf("great-circle"), /agent 0 at latitude undefined.*places, or a graph's file/);
});

t.test("great circles: places of the file, or of the options in turn", async (t) => {
  const topology = graphOf("g.graphml", graphml);
  const link = linkOf("great-circle", { kmPerMs: 200, fixedMs: 1 }, { ...context, topology });
  // Berlin to New York is 6385 km.
  t.ok(Math.abs(delay(link, 0, 1) - (1 + 6385 / 200)) < 0.1, `${delay(link, 0, 1)}`);
  t.equal(delay(link, 0, 1), delay(link, 1, 0));
  const turns = linkOf("great-circle", {
    places: [
      [0, 0],
      [0, 90],
    ],
  });
  t.equal(delay(turns, 0, 2), 0);
  t.ok(Math.abs(delay(turns, 1, 2) - (6371.0088 * Math.PI) / 2 / 100) < 1e-9);
});

t.test("great circles in km: closed forms", async (t) => {
  const at = (latitude: number, longitude: number) => ({ latitude, longitude });
  const quarter = (6371.0088 * Math.PI) / 2;
  t.ok(Math.abs(greatCircleKm(at(0, 0), at(90, 77)) - quarter) < 1e-9);
  t.ok(Math.abs(greatCircleKm(at(0, 10), at(0, -170)) - 2 * quarter) < 1e-3, "the other side");
  t.ok(
    Math.abs(greatCircleKm(at(45, 0), at(45, 1e-4)) / (quarter * (1e-4 / 90) * Math.SQRT1_2) - 1) < 1e-6,
  );
  t.equal(greatCircleKm(at(12, 34), at(12, 34)), 0);
});

const traced = (text: string, options: object = {}) =>
  linkOf(
    "trace",
    { path: "t.csv", ...options },
    { ...context, file: () => new TextEncoder().encode(text) },
  );

t.test("a trace: every edge goes through all lines in order, or draws them", async (t) => {
  const through = (link: Link, count: number) => {
    let state = link.init({ from: 0, to: 1 });
    return Array.from({ length: count }, (_, n) => {
      const carried = link.carry(packet, 0, state, rootRng(n));
      state = carried.state;
      return carried.arrivals[0]!;
    });
  };
  t.same(through(traced("ms\n1\n2\n4\n", { pick: "in order" }), 5), [1, 2, 4, 1, 2]);
  const drawn = through(traced("ms\n1\n2\n4\n"), 3000);
  for (const ms of [1, 2, 4]) {
    const share = drawn.filter((found) => found === ms).length / 3000;
    t.ok(Math.abs(share - 1 / 3) < 4 * Math.sqrt(2 / 9 / 3000), `${ms}: ${share}`);
  }
});

t.test("a trace by edges: one way at least for each", async (t) => {
  const pairs = [0, 1, 2, 3].flatMap((a) =>
    [0, 1, 2, 3].filter((b) => b > a).map((b) => `${a},${b},${a + b}`),
  );
  const link = traced(`from,to,ms\n${pairs.join("\n")}\n2,1,50\n`);
  t.same([delay(link, 0, 3), delay(link, 3, 0), delay(link, 1, 2), delay(link, 2, 1)], [3, 3, 3, 50]);
  t.throws(() => traced("from,to,ms\n0,1,2\n"), /t\.csv: got "no latency from 2 to 0"/);
});

t.test("a trace that is none", async (t) => {
  t.throws(() => traced("latency\n1\n"), /t\.csv:1: got "latency"; the header must be ms or from,to,ms/);
  t.throws(() => traced("ms\n"), /no latencies/);
  t.throws(() => traced("ms\n1\n-2\n"), /t\.csv:3: got "-2"/);
  t.throws(() => traced("ms\nfast\n"), /t\.csv:2: got "fast"/);
  t.throws(() => traced("from,to,ms\n0,1\n"), /t\.csv:2: got "0,1"/);
});
