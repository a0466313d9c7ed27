// Circulants, exponential graphs and the de Bruijn graph against their defining identities.
import t from "tap";
import { adjacency, build, degrees, diameter, edgeCount, messageOf, schemaRefuses } from "../naive.ts";

function multiply(a: number[][], b: number[][]): number[][] {
  return a.map((row) => row.map((_, j) => row.reduce((sum, entry, k) => sum + entry * b[k]![j]!, 0)));
}

function allEqual(matrix: number[][]): boolean {
  return matrix.flat().every((entry) => Math.abs(entry - 1 / matrix.length) < 1e-15);
}

t.test(
  "circulant: ring, complete graph and directed ring are circulants; shifting changes nothing",
  async (t) => {
    const of = (agents: number, offsets: number[], directed = false): number[][] =>
      adjacency(build("circulant", { agents }, { offsets, directed }));
    t.same(of(9, [1]), adjacency(build("ring", { agents: 9 })));
    t.same(of(9, [1], true), adjacency(build("directed-ring", { agents: 9 })));
    t.same(of(9, [1, 2, 3, 4]), adjacency(build("complete", { agents: 9 })));
    const A = of(11, [2, 5], true);
    for (let i = 0; i < 11; i++) {
      for (let j = 0; j < 11; j++) t.equal(A[i]![j], A[(i + 1) % 11]![(j + 1) % 11]);
    }
    t.same(build("circulant", { agents: 8 }).hears(0, 0), [1, 2, 6, 7], "offsets 1 and 2 by default");
    t.same(degrees(build("circulant", { agents: 8 }, { offsets: [1, 4] })), new Array(8).fill(3));
  },
);

t.test("circulant: connected only where offsets and N share no factor", async (t) => {
  const line = (agents: number, offsets: number[]): string =>
    messageOf(() => build("circulant", { agents }, { offsets }));
  t.match(line(9, [3, 6]), /topology: got "3 components of 3, 3, 3 agents"; every agent must reach/);
  t.match(line(8, [1, 8]), /topology.offsets.1: got 8; an offset from 1 to N − 1 = 7/);
  t.ok(schemaRefuses("circulant", { offsets: [] }));
  t.ok(schemaRefuses("circulant", { offsets: [-1] }));
  t.ok(schemaRefuses("circulant", { ofsets: [1] }));
});

t.test("exponential: ⌈log₂ N⌉ edges an agent, hops of powers of two, diameter ≤ ⌈log₂ N⌉", async (t) => {
  for (const [agents, degree] of [
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [8, 3],
    [9, 4],
    [33, 6],
  ] as const) {
    const graph = build("exponential", { agents });
    t.same(degrees(graph), new Array(agents).fill(degree));
    t.ok(diameter(graph) <= degree);
  }
  t.same(build("exponential", { agents: 10 }).hears(7, 0), [1, 5, 8, 9]);
});

t.test(
  "one-peer exponential: one edge a step; the union is the exponential graph; exact average for 2^k",
  async (t) => {
    for (const agents of [1, 2, 5, 8, 16, 33]) {
      const graph = build("one-peer-exponential", { agents });
      const union = adjacency(graph);
      for (let step = 0; step < graph.period; step++) {
        t.equal(edgeCount(graph, step), agents === 1 ? 0 : agents);
        t.same(graph.hears(0, step + 7 * graph.period), graph.hears(0, step));
        for (let i = 0; i < agents; i++) for (const j of graph.hears(i, step)) union[i]![j] = 1;
      }
      t.same(union, adjacency(build("exponential", { agents })));
    }
    const graph = build("one-peer-exponential", { agents: 16 });
    t.equal(graph.period, 4);
    const half = (step: number): number[][] =>
      adjacency(graph, step).map((row, i) => row.map((entry, j) => (entry + (i === j ? 1 : 0)) / 2));
    t.ok(allEqual([1, 2, 3].map(half).reduce((product, W) => multiply(W, product), half(0))));
  },
);

t.test("de Bruijn: its weights make W with W^k = 11ᵀ/N and W^(k−1) not", async (t) => {
  for (const k of [1, 2, 3, 5]) {
    const graph = build("de-bruijn", {}, { wordLength: k });
    const size = 2 ** k;
    t.equal(edgeCount(graph), 2 * size - 2, "two loops dropped");
    const W = Array.from({ length: size }, (_, i) => {
      const row = new Array<number>(size).fill(0);
      for (const j of graph.hears(i, 0)) row[j] = graph.edgeWeight!(i, j)!;
      row[i] = 1 - row.reduce((a, b) => a + b, 0);
      return row;
    });
    let power = W;
    for (let n = 1; n < k; n++) {
      t.notOk(allEqual(power));
      power = multiply(W, power);
    }
    t.ok(allEqual(power));
    t.equal(graph.edgeWeight!(0, 0), undefined);
  }
  for (let i = 0; i < 8; i++) {
    const spoken = [(2 * i) % 8, (2 * i + 1) % 8].filter((j) => j !== i);
    t.same(build("de-bruijn", { agents: 8 }).isHeardBy(i, 0), spoken);
  }
  t.equal(edgeCount(build("de-bruijn", { agents: 1 })), 0);
  t.match(
    messageOf(() => build("de-bruijn", { agents: 6 })),
    /agents: got 6; a de Bruijn graph has a power of two of agents, such as 4 or 8/,
  );
  t.match(
    messageOf(() => build("de-bruijn", { agents: 6 }, { wordLength: 3 })),
    /topology.wordLength: got 3; the option makes 8 agents, not 6/,
  );
});
