// Closed forms of the deterministic families: counts, degrees, distances, products, what one and two
// agents are.
import t from "tap";
import { isUndirected } from "../../../src/topology/adjacency.ts";
import type { Topology } from "../../../src/topology/topology.ts";
import { adjacency, build, degrees, diameter, edgeCount, girth, messageOf } from "../naive.ts";

const repeated = (value: number, times: number): number[] => new Array<number>(times).fill(value);

/** The Cartesian product of two graphs by its definition. */
function product(a: Topology, b: Topology): number[][] {
  const [A, B] = [adjacency(a), adjacency(b)];
  const size = a.size * b.size;
  return Array.from({ length: size }, (_, p) =>
    Array.from({ length: size }, (_, q) => {
      const [i, k] = [Math.floor(p / b.size), p % b.size];
      const [j, l] = [Math.floor(q / b.size), q % b.size];
      return (k === l ? A[i]![j]! : 0) + (i === j ? B[k]![l]! : 0);
    }),
  );
}

t.test("complete: N(N−1) edges, everyone hears everyone else, at any size without lists", async (t) => {
  const eight = build("complete", { agents: 8 });
  t.same(degrees(eight), repeated(7, 8));
  t.equal(diameter(eight), 1);
  t.same(eight.hears(3, 0), [0, 1, 2, 4, 5, 6, 7]);
  t.same(eight.isHeardBy(0, 5), [1, 2, 3, 4, 5, 6, 7]);
  t.same(build("complete", { agents: 1 }).hears(0, 0), []);
  const large = build("complete", { agents: 1_000_000 });
  t.equal(large.hears(999_999, 0).length, 999_999);
});

t.test("empty: no edges, and no complaint", async (t) => {
  t.same(degrees(build("empty", { agents: 5 })), repeated(0, 5));
  t.same(build("empty", { agents: 1 }).isHeardBy(0, 0), []);
});

t.test("ring: 2N edges, diameter ⌊N/2⌋, girth N; two agents are one edge, one has none", async (t) => {
  for (const agents of [3, 4, 5, 8, 13]) {
    const ring = build("ring", { agents });
    t.same(degrees(ring), repeated(2, agents));
    t.equal(diameter(ring), Math.floor(agents / 2));
    t.equal(girth(ring), agents);
    t.ok(isUndirected(ring));
  }
  t.same(adjacency(build("ring", { agents: 2 })), [
    [0, 1],
    [1, 0],
  ]);
  t.equal(edgeCount(build("ring", { agents: 1 })), 0);
});

t.test("directed ring: agent i hears i + 1, diameter N − 1", async (t) => {
  const ring = build("directed-ring", { agents: 7 });
  for (let i = 0; i < 7; i++) {
    t.same(ring.hears(i, 0), [(i + 1) % 7]);
    t.same(ring.isHeardBy(i, 0), [(i + 6) % 7]);
  }
  t.equal(diameter(ring), 6);
  t.notOk(isUndirected(ring));
  t.ok(isUndirected(build("directed-ring", { agents: 2 })));
  t.equal(edgeCount(build("directed-ring", { agents: 1 })), 0);
});

t.test("path and star: 2(N−1) edges; diameters N − 1 and 2", async (t) => {
  for (const agents of [1, 2, 3, 9]) {
    t.equal(edgeCount(build("path", { agents })), 2 * (agents - 1));
    t.equal(edgeCount(build("star", { agents })), 2 * (agents - 1));
    t.equal(diameter(build("path", { agents })), agents - 1);
    t.equal(diameter(build("star", { agents })), Math.min(2, agents - 1));
  }
  t.same(degrees(build("path", { agents: 5 })), [1, 1, 2, 2, 2]);
  t.same(degrees(build("star", { agents: 5 })), [1, 1, 1, 1, 4]);
  t.equal(build("star", { agents: 5 }).hears(0, 0).length, 4);
});

t.test("grid = product of paths, torus = product of rings", async (t) => {
  for (const [rows, columns] of [
    [1, 5],
    [2, 3],
    [4, 4],
  ] as const) {
    const grid = build("grid", {}, { rows, columns });
    t.same(adjacency(grid), product(build("path", { agents: rows }), build("path", { agents: columns })));
    t.equal(edgeCount(grid), 2 * (rows * (columns - 1) + columns * (rows - 1)));
    t.equal(diameter(grid), rows + columns - 2);
  }
  for (const [rows, columns] of [
    [3, 3],
    [3, 5],
    [4, 6],
  ] as const) {
    const torus = build("torus", {}, { rows, columns });
    t.same(adjacency(torus), product(build("ring", { agents: rows }), build("ring", { agents: columns })));
    t.same(degrees(torus), repeated(4, rows * columns));
    t.equal(diameter(torus), Math.floor(rows / 2) + Math.floor(columns / 2));
  }
});

t.test("the torus 3×3 is strongly regular (9, 4, 1, 2): A² = 4I + A + 2(J − I − A)", async (t) => {
  const A = adjacency(build("torus", { agents: 9 }));
  for (let i = 0; i < 9; i++) {
    for (let j = 0; j < 9; j++) {
      const walks = A[i]!.reduce((sum, entry, k) => sum + entry * A[k]![j]!, 0);
      t.equal(walks, i === j ? 4 : A[i]![j] === 1 ? 1 : 2);
    }
  }
});

t.test("lattice positions: neighbours of a grid are at distance 1", async (t) => {
  const { size, positions, hears } = build("grid", { agents: 12 });
  for (let i = 0; i < size; i++) {
    for (const j of hears(i, 0)) {
      const dx = positions![2 * i]! - positions![2 * j]!;
      const dy = positions![2 * i + 1]! - positions![2 * j + 1]!;
      t.equal(dx * dx + dy * dy, 1);
    }
  }
});

t.test("lattices take the most square factorisation unless told", async (t) => {
  const corner = (agents: number, options = {}): readonly number[] =>
    build("grid", { agents }, options).hears(0, 0);
  t.same(corner(12), [1, 4], "3 × 4");
  t.same(corner(16), [1, 4], "4 × 4");
  t.same(corner(7), [1], "1 × 7 is a path");
  t.same(corner(12, { rows: 2 }), [1, 6]);
  t.same(corner(12, { columns: 2 }), [1, 2]);
  t.equal(build("grid", {}, { rows: 3, columns: 4 }).size, 12);
});

t.test("hypercube = product of edges; degree d, diameter d, distance = differing bits", async (t) => {
  let power = build("complete", { agents: 1 });
  for (let d = 0; d <= 5; d++) {
    const cube = build("hypercube", { agents: 2 ** d });
    t.same(adjacency(cube), adjacency(power));
    t.equal(diameter(cube), d);
    const next = product(build("complete", { agents: 2 }), power);
    power = {
      size: next.length,
      period: 1,
      hears: (i) => next[i]!.flatMap((entry, j) => (entry === 1 ? [j] : [])),
      isHeardBy: () => [],
    };
  }
  t.equal(build("hypercube", {}, { dimension: 3 }).size, 8);
});

t.test(
  "binary tree: N − 1 undirected edges, parent (i−1)/2, diameter 2k for 2^(k+1) − 1 agents",
  async (t) => {
    for (const agents of [1, 2, 3, 6, 15]) {
      t.equal(edgeCount(build("binary-tree", { agents })), 2 * (agents - 1));
    }
    t.equal(diameter(build("binary-tree", { agents: 15 })), 6);
    t.same(build("binary-tree", { agents: 7 }).hears(1, 0), [0, 3, 4]);
  },
);

t.test("barbell: two cliques of m and a bridge; diameter bridge + 3", async (t) => {
  for (const [agents, bridge] of [
    [8, 0],
    [9, 1],
    [12, 4],
  ] as const) {
    const barbell = build("barbell", { agents }, { bridge });
    const m = (agents - bridge) / 2;
    t.equal(edgeCount(barbell), 2 * m * (m - 1) + 2 * (bridge + 1));
    t.equal(diameter(barbell), bridge + 3);
    t.ok(isUndirected(barbell));
  }
  t.same(
    adjacency(build("barbell", { agents: 9 })),
    adjacency(build("barbell", { agents: 9 }, { bridge: 1 })),
  );
  t.equal(edgeCount(build("barbell", { agents: 1 })), 0);
  t.equal(edgeCount(build("barbell", { agents: 2 })), 2);
});

t.test("bad sizes and options: one line each", async (t) => {
  const line = (kind: string, agents?: number, options = {}): string =>
    messageOf(() => build(kind, { agents: agents as number }, options));
  t.match(line("ring"), /^ScenarioError: agents: missing; this topology needs the number of agents$/);
  t.match(line("ring", 0), /agents: got 0; a whole number from 1 to 1048576/);
  t.match(line("complete", 2 ** 20 + 1), /agents: got 1048577/);
  t.match(line("path", 2.5), /agents: got 2.5/);
  t.match(line("torus", 8), /topology: got "2 × 4"; a torus has sides of at least 3/);
  t.match(line("torus", 12, { rows: 2 }), /"2 × 6"/);
  t.match(line("grid", 12, { rows: 5 }), /topology.rows: got 5; a divisor of the 12 agents/);
  t.match(line("grid", 12, { columns: 5 }), /topology.columns: got 5; a divisor of the 12 agents/);
  t.match(line("grid", 12, { rows: 3, columns: 5 }), /topology.rows: got 3; .* 15 agents, not 12/);
  t.match(line("grid", undefined, { rows: 3 }), /agents: missing/);
  t.match(line("grid", undefined, { rows: 2 ** 20, columns: 2 ** 20 }), /agents: got 1099511627776/);
  t.match(
    line("hypercube", 12),
    /agents: got 12; a hypercube has a power of two of agents, such as 8 or 16/,
  );
  t.match(line("hypercube", 12, { dimension: 3 }), /topology.dimension: got 3; .* 8 agents, not 12/);
  t.match(line("barbell", 8, { bridge: 3 }), /topology.bridge: got 3; N − bridge must be even/);
  t.match(line("barbell", 8, { bridge: 10 }), /topology.bridge: got 10/);
  t.match(line("barbell", 20_000), /topology: got "199980000 directed edges"; at most 33554432/);
});
