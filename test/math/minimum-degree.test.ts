import fc from "fast-check";
import t from "tap";
import { minimumDegree } from "../../src/math/minimum-degree.ts";

/** An undirected graph from pairs of vertices. */
function graphOf(n: number, pairs: readonly (readonly [number, number])[]): Set<number>[] {
  const graph = Array.from({ length: n }, () => new Set<number>());
  for (const [a, b] of pairs) {
    if (a === b) continue;
    graph[a]!.add(b);
    graph[b]!.add(a);
  }
  return graph;
}

/** The definition, by full scans of an adjacency matrix. */
function naive(graph: readonly ReadonlySet<number>[]): { order: number[]; cliques: number[][] } {
  const n = graph.length;
  const linked = graph.map((set) => Array.from({ length: n }, (_, j) => set.has(j)));
  const left = new Set(graph.keys());
  const order: number[] = [];
  const cliques: number[][] = [];
  while (left.size > 0) {
    const neighbours = (v: number) => [...left].filter((w) => linked[v]![w]).sort((a, b) => a - b);
    const vertex = [...left].sort((a, b) => neighbours(a).length - neighbours(b).length || a - b)[0]!;
    const clique = neighbours(vertex);
    for (const a of clique) for (const b of clique) if (a !== b) linked[a]![b] = true;
    left.delete(vertex);
    order.push(vertex);
    cliques.push(clique);
  }
  return { order, cliques };
}

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((n) =>
    fc
      .array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 3 * n })
      .map((pairs) => graphOf(n, pairs)),
  );

t.test("order and fill are those of the definition, ties to the lowest vertex", async (t) => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const before = graph.map((set) => [...set]);
      const { order, eliminated } = minimumDegree(graph)!;
      const expected = naive(graph);
      t.same([...order], expected.order);
      t.same(
        eliminated.map((clique) => [...clique]),
        expected.cliques,
      );
      t.same(
        graph.map((set) => [...set]),
        before,
        "the argument is left alone",
      );
    }),
    { seed: 1 },
  );
});

t.test("a tree is eliminated without fill, a cycle with n − 3 entries", async (t) => {
  const path = graphOf(
    50,
    Array.from({ length: 49 }, (_, k) => [k, k + 1] as const),
  );
  const fill = (graph: Set<number>[]) =>
    minimumDegree(graph)!.eliminated.reduce((sum, clique) => sum + clique.length, 0) -
    graph.reduce((sum, set) => sum + set.size, 0) / 2;
  t.equal(fill(path), 0);
  t.equal(
    fill(
      graphOf(
        30,
        Array.from({ length: 30 }, (_, k) => [k, (k + 1) % 30] as const),
      ),
    ),
    27,
  );
});

t.test("beyond the budget of squared degrees it gives up", async (t) => {
  const complete = graphOf(
    5,
    [0, 1, 2, 3, 4].flatMap((a) => [0, 1, 2, 3, 4].map((b) => [a, b] as const)),
  );
  t.ok(minimumDegree(complete, 16 + 9 + 4 + 1));
  t.equal(minimumDegree(complete, 16 + 9 + 4), undefined);
});
