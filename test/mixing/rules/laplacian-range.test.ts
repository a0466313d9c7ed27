import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import t from "tap";
import { laplacianRange } from "../../../src/mixing/rules/laplacian-range.ts";
import { stepGraph } from "../../../src/mixing/rules/step-graph.ts";
import type { Topology } from "../../../src/topology/topology.ts";
import {
  complete,
  hypercube,
  irregular,
  matchings,
  path,
  ring,
  star,
  torus,
  undirected,
} from "../graphs.ts";

const rangeOf = (graph: Topology) => laplacianRange(stepGraph(graph, 0), "test");

/** All eigenvalues of L above 0, by a dense solver. */
function dense(graph: Topology): number[] {
  const laplacian = Matrix.zeros(graph.size, graph.size);
  for (let i = 0; i < graph.size; i++) {
    for (const j of graph.hears(i, 0)) {
      laplacian.set(i, i, laplacian.get(i, i) + 1);
      laplacian.set(i, j, -1);
    }
  }
  return new EigenvalueDecomposition(laplacian).realEigenvalues
    .filter((mu) => mu > 1e-9)
    .sort((a, b) => a - b);
}

t.test("both ends agree with a dense solver", async (t) => {
  const twoParts = undirected(9, [
    [0, 4],
    [4, 7],
    [1, 2],
    [2, 3],
    [3, 1],
    [5, 6],
    [6, 8],
    [8, 5],
  ]);
  const graphs = [path(2), path(9), ring(10), star(8), complete(6), torus(3, 4), matchings(6), twoParts];
  for (const graph of [...graphs, ...[1, 2, 3, 4].map((seed) => irregular(40, 25, seed))]) {
    const [range, values] = [rangeOf(graph), dense(graph)];
    t.ok(Math.abs(range.smallest - values[0]!) < 1e-11 * values.at(-1)!, `${range.smallest}, ${values[0]}`);
    t.ok(Math.abs(range.largest - values.at(-1)!) < 1e-11 * values.at(-1)!, `${range.largest}`);
  }
  t.same(rangeOf(path(1)), { smallest: 0, largest: 0 });
});

t.test("closed forms of larger graphs", async (t) => {
  const forms: [Topology, number, number][] = [
    [ring(1000), 2 - 2 * Math.cos(Math.PI / 500), 4],
    [path(1000), 2 - 2 * Math.cos(Math.PI / 1000), 2 + 2 * Math.cos(Math.PI / 1000)],
    [hypercube(12), 2, 24],
    [star(3000), 1, 3000],
    [torus(30, 50), 2 - 2 * Math.cos(Math.PI / 25), 8],
  ];
  for (const [graph, smallest, largest] of forms) {
    const range = rangeOf(graph);
    t.ok(Math.abs(range.smallest - smallest) < 1e-11 * largest, `${range.smallest}, ${smallest}`);
    t.ok(Math.abs(range.largest - largest) < 1e-11 * largest, `${range.largest}, ${largest}`);
  }
});
