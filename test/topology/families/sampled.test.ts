// The sampled families: what holds of every draw, what holds of many, and that the seed decides.
import t from "tap";
import { isUndirected } from "../../../src/topology/adjacency.ts";
import { isConnected } from "../../../src/topology/components.ts";
import type { Topology } from "../../../src/topology/topology.ts";
import { adjacency, build, degrees, edgeCount, messageOf, schemaRefuses } from "../naive.ts";

const kinds = ["random-regular", "erdos-renyi", "geometric", "small-world", "scale-free"] as const;
const seeds = Array.from({ length: 20 }, (_, k) => k);

t.test(
  "the seed decides: the same graph again, another for another seed, undirected and connected",
  async (t) => {
    for (const kind of kinds) {
      const drawn = seeds.map((seed) => build(kind, { agents: 24, seed }));
      t.same(adjacency(drawn[3]!), adjacency(build(kind, { agents: 24, seed: 3 })), kind);
      t.equal(new Set(drawn.map((topology) => JSON.stringify(adjacency(topology)))).size, 20, kind);
      for (const topology of drawn) t.ok(isConnected(topology) && isUndirected(topology), kind);
    }
  },
);

t.test("one agent and two: alone, or one edge, where the family has such a graph", async (t) => {
  for (const kind of ["erdos-renyi", "geometric"]) t.equal(edgeCount(build(kind, { agents: 1 })), 0);
  t.equal(edgeCount(build("random-regular", { agents: 1 }, { degree: 0 })), 0);
  for (const [kind, options] of [
    ["erdos-renyi", {}],
    ["geometric", {}],
    ["random-regular", { degree: 1 }],
    ["scale-free", { attachments: 1 }],
  ] as const) {
    t.equal(edgeCount(build(kind, { agents: 2 }, options)), 2, kind);
  }
});

t.test(
  "random-regular: all degrees are d; all cubic graphs of six agents turn up as often as they should",
  async (t) => {
    for (const [agents, degree] of [
      [5, 4],
      [7, 6],
      [10, 3],
      [9, 2],
      [50, 7],
    ] as const) {
      for (const seed of seeds) {
        t.same(
          degrees(build("random-regular", { agents, seed }, { degree })),
          new Array(agents).fill(degree),
        );
      }
    }
    // 70 labelled cubic graphs on 6 agents: 60 prisms (two triangles joined) and 10 of K₃,₃ (no triangle).
    const draws = 2000;
    let prisms = 0;
    for (let seed = 0; seed < draws; seed++) {
      if (triangles(build("random-regular", { agents: 6, seed }, { degree: 3 })) > 0) prisms++;
    }
    // Not exactly uniform for small N: within 6 standard deviations plus 0.05 of 6/7.
    t.ok(Math.abs(prisms / draws - 6 / 7) < 0.05 + 6 * Math.sqrt(6 / 49 / draws), `${prisms} prisms`);
  },
);

t.test("erdos-renyi: p = 1 is complete; the number of edges has mean p N(N−1)/2", async (t) => {
  t.same(
    adjacency(build("erdos-renyi", { agents: 9 }, { probability: 1 })),
    adjacency(build("complete", { agents: 9 })),
  );
  // At N = 40, p = 1/2 hardly any draw is disconnected, so that redrawing does not shift the mean.
  const pairs = (40 * 39) / 2;
  const total = seeds.reduce((sum, seed) => {
    return sum + edgeCount(build("erdos-renyi", { agents: 40, seed }, { probability: 0.5 })) / 2;
  }, 0);
  const deviation = Math.sqrt(seeds.length * pairs * 0.25);
  t.ok(Math.abs(total - seeds.length * pairs * 0.5) < 5 * deviation, `${total} edges`);
});

t.test("geometric: an edge exactly where two points are within the radius", async (t) => {
  for (const [agents, radius] of [
    [30, 0.4],
    [30, 2],
    [200, 0.15],
    [300, undefined],
  ] as const) {
    const topology = build("geometric", { agents, seed: 5 }, radius === undefined ? {} : { radius });
    const p = topology.positions!;
    const reach = radius ?? Math.sqrt(Math.log(agents) / agents);
    t.equal(p.length, 2 * agents);
    t.ok(p.every((coordinate) => coordinate >= 0 && coordinate < 1));
    const naive = Array.from({ length: agents }, (_, i) =>
      Array.from({ length: agents }, (_, j) => {
        const distance = Math.hypot(p[2 * i]! - p[2 * j]!, p[2 * i + 1]! - p[2 * j + 1]!);
        return i !== j && distance <= reach ? 1 : 0;
      }),
    );
    t.same(adjacency(topology), naive);
  }
});

t.test(
  "small-world: no rewiring is a circulant; rewiring keeps the number of edges and one end of each",
  async (t) => {
    t.same(
      adjacency(build("small-world", { agents: 12 }, { neighbours: 6, rewiring: 0 })),
      adjacency(build("circulant", { agents: 12 }, { offsets: [1, 2, 3] })),
    );
    for (const rewiring of [0.1, 0.5, 1]) {
      for (const seed of seeds) {
        const topology = build("small-world", { agents: 30, seed }, { neighbours: 4, rewiring });
        t.equal(edgeCount(topology), 120);
        t.ok(Math.min(...degrees(topology)) >= 2, "the near end of an agent's own two edges stays");
      }
    }
    t.same(
      adjacency(build("small-world", { agents: 5 }, { rewiring: 1 })),
      adjacency(build("complete", { agents: 5 })),
      "nowhere to rewire to",
    );
    // 60 edges a graph, each moved with probability 0.2 (a moved end never falls on its old place).
    const lattice = adjacency(build("circulant", { agents: 30 }, { offsets: [1, 2] }));
    const moved = seeds.reduce((sum, seed) => {
      const topology = build("small-world", { agents: 30, seed }, { neighbours: 4, rewiring: 0.2 });
      const kept = adjacency(topology).flatMap((row, i) => row.map((entry, j) => entry * lattice[i]![j]!));
      return sum + 60 - kept.reduce((a, b) => a + b, 0) / 2;
    }, 0);
    const expected = seeds.length * 60 * 0.2;
    // A new end falls on another edge's old place for at most 60·0.2/25 ≈ half an edge a graph.
    t.ok(Math.abs(moved - expected) < 5 * Math.sqrt(expected * 0.8) + seeds.length / 2, `${moved} moved`);
  },
);

t.test("scale-free: m(N − m) edges, degrees ≥ m but for the first star, m = 1 is a tree", async (t) => {
  for (const attachments of [1, 2, 5]) {
    for (const seed of seeds) {
      const topology = build("scale-free", { agents: 40, seed }, { attachments });
      t.equal(edgeCount(topology), 2 * attachments * (40 - attachments));
      for (let i = attachments + 1; i < 40; i++) t.ok(topology.hears(i, 0).length >= attachments);
    }
  }
  // With m = 1 agent 2 joins the single edge 0–1 at either end alike; agent 3 joins the middle of that
  // path half the time.
  const draws = 2000;
  let middle = 0;
  for (let seed = 0; seed < draws; seed++) {
    const topology = build("scale-free", { agents: 4, seed }, { attachments: 1 });
    if (Math.max(...degrees(topology)) === 3) middle++;
  }
  t.ok(Math.abs(middle / draws - 1 / 2) < 5 * Math.sqrt(0.25 / draws), `${middle} stars`);
});

t.test("what cannot be, or hardly ever is connected, is refused in one line", async (t) => {
  const line = (kind: string, agents: number, options = {}): string =>
    messageOf(() => build(kind, { agents }, options)).replace("ScenarioError: ", "");
  t.equal(line("random-regular", 4), "topology.degree: got 4; at most N − 1 = 3");
  t.equal(
    line("random-regular", 5, { degree: 3 }),
    "topology.degree: got 3; even, since the 5 agents are odd in number",
  );
  t.match(
    line("random-regular", 40, { degree: 1 }),
    /no connected graph in 100 draws"; choose a larger degree/,
  );
  t.equal(
    line("erdos-renyi", 40, { probability: 0.01 }),
    'topology: got "no connected graph in 100 draws"; choose a larger probability, or another seed',
  );
  t.match(line("geometric", 100, { radius: 0.01 }), /choose a larger radius/);
  t.match(line("erdos-renyi", 10_001), /agents: got 10001; at most 10000/);
  t.match(line("small-world", 4), /topology.neighbours: got 4; even and at most N − 1 = 3/);
  t.match(line("scale-free", 2), /topology.attachments: got 2; at most N − 1 = 1/);
  t.match(line("scale-free", 2 ** 20, { attachments: 1000 }), /directed edges/);
  t.ok(schemaRefuses("small-world", { neighbours: 3 }));
  t.ok(schemaRefuses("small-world", { rewiring: 1.1 }));
  t.ok(schemaRefuses("erdos-renyi", { probability: -0.1 }));
  t.ok(schemaRefuses("erdos-renyi", { probability: Number.NaN }));
  t.ok(schemaRefuses("geometric", { radius: -1 }));
  t.ok(schemaRefuses("scale-free", { attachments: 0 }));
});

function triangles(topology: Topology): number {
  let count = 0;
  for (let i = 0; i < topology.size; i++) {
    for (const j of topology.hears(i, 0)) {
      for (const k of topology.hears(j, 0)) if (topology.hears(i, 0).includes(k)) count++;
    }
  }
  return count / 6;
}
