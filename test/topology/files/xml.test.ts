// GraphML, GEXF and graphology JSON: round trips through graphology's own writers, and every refusal.
import fc from "fast-check";
import { write } from "graphology-gexf";
import type { AbstractGraph } from "graphology-types";
import t from "tap";
import { Graph } from "../../../src/topology/files/from-graph.ts";
import type { Topology } from "../../../src/topology/topology.ts";
import { adjacency, build, messageOf } from "../naive.ts";

function read(path: string, text: string, options = {}): Topology {
  return build("file", { files: { [path]: text } }, { path, ...options });
}

/** A cycle through all agents and further pairs, written with labels in order. */
function cycle(size: number, type: "directed" | "undirected", weighted: boolean): AbstractGraph {
  const graph = new Graph({ type });
  for (let i = 0; i < size; i++) graph.addNode(`agent & <${i}>`);
  const labels = graph.nodes();
  labels.forEach((label, i) => {
    for (const hop of [1, 2]) {
      graph.addEdge(label, labels[(i + hop) % size], weighted ? { weight: (i + hop) / 8 } : {});
    }
  });
  return graph;
}

function graphml(graph: AbstractGraph): string {
  const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const nodes = graph.mapNodes((label) => `<node id="${escaped(label)}"/>`);
  const edges = graph.mapEdges((_, { weight }, source, target) => {
    const data = weight === undefined ? "" : `<data key="w">${weight}</data>`;
    return `<edge source="${escaped(source)}" target="${escaped(target)}">${data}</edge>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><graphml>
    <key id="w" for="edge" attr.name="weight" attr.type="double"/>
    <graph edgedefault="${graph.type}">${nodes.join("\n")}${edges.join("\n")}</graph></graphml>`;
}

t.test("round trips: GEXF and JSON by graphology's writers, GraphML by the standard", async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 12 }),
      fc.constantFrom("directed", "undirected"),
      fc.boolean(),
      (size, type, weighted) => {
        const graph = cycle(size, type, weighted);
        const expected = build("circulant", { agents: size }, { offsets: [1, 2] });
        for (const [path, text] of [
          ["g.gexf", write(graph)],
          ["g.json", JSON.stringify(graph.export())],
          ["g.graphml", graphml(graph)],
        ] as const) {
          const topology = read(path, text);
          for (let i = 0; i < size; i++) {
            // Source i speaks to i + 1 and i + 2.
            const ahead = [(i + 1) % size, (i + 2) % size].sort((a, b) => a - b);
            t.same(topology.isHeardBy(i, 0), type === "directed" ? ahead : expected.hears(i, 0), path);
            t.equal(topology.edgeWeight?.((i + 2) % size, i), weighted ? (i + 2) / 8 : undefined);
          }
        }
      },
    ),
    { numRuns: 12, seed: 7 },
  );
});

t.test("direction: from the file unless told", async (t) => {
  const directed = cycle(5, "directed", false);
  for (const [path, text] of [
    ["g.gexf", write(directed)],
    ["g.json", JSON.stringify(directed.export())],
    ["g.graphml", graphml(directed)],
  ] as const) {
    t.same(adjacency(read(path, text, { directed: false })), adjacency(build("complete", { agents: 5 })));
    t.same(read(path, graphmlOr(path), { directed: true }).isHeardBy(0, 0), [1, 2]);
  }
  function graphmlOr(path: string): string {
    const undirected = cycle(5, "undirected", false);
    if (path === "g.gexf") return write(undirected);
    return path === "g.json" ? JSON.stringify(undirected.export()) : graphml(undirected);
  }
});

t.test("mixed graphs: undirected edges go both ways, directed ones one way", async (t) => {
  const graph = new Graph();
  for (const label of ["0", "1", "2"]) graph.addNode(label);
  graph.addUndirectedEdge("0", "1");
  graph.addDirectedEdge("1", "2");
  graph.addDirectedEdge("2", "0");
  const matrix = [
    [0, 1, 1],
    [1, 0, 0],
    [0, 1, 0],
  ];
  t.same(adjacency(read("g.json", JSON.stringify(graph.export()))), matrix);
  t.same(adjacency(read("g.gexf", write(graph))), matrix);
});

const body = (inside: string, head = 'edgedefault="undirected"'): string =>
  `<graphml>\n<graph ${head}>\n<node id="a"/>\n<node id="b"/>\n${inside}\n</graph>\n</graphml>`;
const gexf = (edges: string, head = ""): string =>
  `<gexf><graph ${head}><nodes><node id="a"/><node id="b"/></nodes>\n<edges>\n${edges}\n</edges>` +
  "</graph></gexf>";

t.test("GraphML and GEXF: every refusal names file and line", async (t) => {
  const line = (path: string, text: string): string =>
    messageOf(() => read(path, text)).replace("ScenarioError: ", "");
  const edge = (more: string): string => `<edge source="a" target="b" ${more}/>`;
  t.match(line("g.graphml", body(`${edge("")}\n${edge("")}`)), /^g.graphml:6: got "a,b"; .* only once$/);
  t.match(
    line("g.graphml", body(`${edge("")}\n<edge source="b" target="a"/>`)),
    /g.graphml.*"b,a"; .* only once/,
  );
  t.match(
    line("g.graphml", body('<edge source="a" target="a"/>')),
    /^g.graphml:5: got "a,a"; .* different/,
  );
  t.match(
    line("g.graphml", body('<edge source="a" target="c"/>')),
    /^g.graphml:5: got "a,c"; .* ids of nodes/,
  );
  t.match(line("g.graphml", body('<node id="a"/>')), /^g.graphml:5: got "a"; every node has an id/);
  t.match(line("g.graphml", body("<node/>")), /^g.graphml:5: got .*every node has an id/);
  t.match(line("g.graphml", body("<hyperedge/>")), /^g.graphml:5: got "hyperedge"; edges of two agents/);
  t.match(line("g.graphml", body('<graph edgedefault="directed"/>')), /^g.graphml: got "2 graphs"/);
  t.match(
    line("g.graphml", body("", 'edgedefault="sideways"')),
    /^g.graphml:2: got "sideways"; edgedefault is/,
  );
  t.match(
    line("g.graphml", body(edge('directed="false"'), 'edgedefault="directed"')),
    /^g.graphml:5: got "edge"; undirected edges need edgedefault undirected/,
  );
  t.match(line("g.graphml", body("<edge>")), /^g.graphml:\d: got .*; well-formed XML: ./);
  t.match(line("g.graphml", "<graphml><graph/></graphml>"), /^g.graphml: got "no nodes"/);
  t.match(line("g.graphml", "not xml at all"), /^g.graphml(:\d)?: got .*(well-formed XML|outermost)/);
  t.match(line("g.graphml", gexf("")), /^g.graphml: got "gexf"; a file whose outermost element is graphml/);
  t.match(line("g.gexf", gexf(edge('type="mutual"'))), /^g.gexf:3: got "mutual"; type is one of/);
  t.match(line("g.gexf", gexf(edge('weight="-2"'))), /^g.gexf, edge a to b: got -2; a weight must be/);
  t.match(line("g.gexf", gexf(edge('weight="much"'))), /^g.gexf, edge a to b: got NaN; a weight must be/);
  t.match(
    line(
      "g.gexf",
      gexf('<edge source="a" target="b"><attvalues><attvalue for="9" value="1"/></attvalues></edge>'),
    ),
    /^g.gexf: got ".*; a graph whose attributes are declared/,
  );
  t.match(line("g.gexf", gexf("")), /^g.gexf: got "2 components of 1, 1 agents"/);
});

t.test("a file that was cut off is refused wherever it was cut", async (t) => {
  const graph = cycle(5, "undirected", true);
  for (const [path, text] of [
    ["g.gexf", write(graph)],
    ["g.json", JSON.stringify(graph.export())],
    ["g.graphml", graphml(graph)],
  ] as const) {
    for (let length = 0; length < text.length; length += 7) {
      const line = messageOf(() => read(path, text.slice(0, length)));
      t.match(line, /^ScenarioError: g\.\w+(:\d+)?: got /, `${path} cut at ${length}`);
    }
  }
});

t.test("graphology JSON: every refusal names the file and the member", async (t) => {
  const line = (text: unknown): string =>
    messageOf(() => read("g.json", typeof text === "string" ? text : JSON.stringify(text))).replace(
      "ScenarioError: ",
      "",
    );
  const nodes = [{ key: "a" }, { key: "b" }];
  const edge = { source: "a", target: "b" };
  t.match(line("{"), /^g.json:1: got "{"; well-formed JSON: Expected property name/);
  t.match(line([]), /^g.json: got \[\]; a graph as graphology writes it has here an object/);
  t.match(line({ nodes, edges: [{ source: "a" }] }), /^g.json.edges.0.target: missing; /);
  t.match(
    line({ nodes, edges: [], options: { type: "odd" } }),
    /^g.json.options.type: got "odd"; .* directed, undirected or mixed$/,
  );
  t.match(line({ nodes: [], edges: [] }), /^g.json.nodes: got \[\]; .* at least one node$/);
  t.match(line({ nodes: [...nodes, { key: "a" }], edges: [] }), /^g.json.nodes.2: got "a"; every node has/);
  t.match(
    line({ nodes, edges: [{ source: "a", target: "c" }] }),
    /^g.json.edges.0: got "a,c"; .* keys of nodes/,
  );
  t.match(line({ nodes, edges: [edge, edge] }), /^g.json.edges.1: got "a,b"; .* only once/);
  t.match(
    line({ nodes, edges: [{ source: "a", target: "a" }] }),
    /^g.json.edges.0: got "a,a"; .* different/,
  );
  t.match(
    line({ nodes, edges: [{ ...edge, attributes: { weight: "x" } }] }),
    /^g.json.edges.0: got "x"; a weight must be/,
  );
  t.match(
    line({
      nodes,
      edges: [
        { ...edge, attributes: { weight: 1 } },
        { source: "b", target: "a" },
      ],
    }),
    /^g.json.edges.1: got "b,a"; weights must be on all edges or on none/,
  );
});
