// Stored topologies and their components against dense matrices and graphology's own component search.
import fc from "fast-check";
import { DirectedGraph } from "graphology";
import { connectedComponents, stronglyConnectedComponents as reference } from "graphology-components";
import t from "tap";
import { fromNeighbours, isUndirected } from "../../src/topology/adjacency.ts";
import {
  isConnected,
  requireConnected,
  stronglyConnectedComponents,
  weaklyConnectedComponents,
} from "../../src/topology/components.ts";
import { adjacency, adjacencyFromSpeakers, build, messageOf } from "./naive.ts";

/** Lists with repetitions, loops and in any order, for up to 12 agents and 3 steps. */
const lists = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }))
  .chain(([size, period]) => {
    const heard = fc.array(fc.nat({ max: size - 1 }), { maxLength: 3 });
    const step = fc.array(heard, { minLength: size, maxLength: size });
    return fc.array(step, { minLength: period, maxLength: period });
  });

function stored(steps: readonly (readonly (readonly number[])[])[]): ReturnType<typeof fromNeighbours> {
  return fromNeighbours(steps[0]!.length, (agent, step) => steps[step]![agent]!, steps.length);
}

const ordered = (components: readonly (readonly (number | string)[])[]): number[][] =>
  components.map((component) => component.map(Number).sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);

t.test("lists come back ascending, distinct, without the agent, in both directions", async (t) => {
  fc.assert(
    fc.property(lists, (steps) => {
      const topology = stored(steps);
      for (let step = 0; step < 2 * steps.length; step++) {
        const given = steps[step % steps.length]!;
        given.forEach((heard, agent) => {
          const expected = [...new Set(heard)].filter((j) => j !== agent).sort((a, b) => a - b);
          t.same(topology.hears(agent, step), expected);
        });
        t.same(adjacency(topology, step), adjacencyFromSpeakers(topology, step));
      }
    }),
    { numRuns: 40, seed: 1 },
  );
});

t.test("undirected: exactly where every step's matrix is symmetric", async (t) => {
  fc.assert(
    fc.property(lists, (steps) => {
      const topology = stored(steps);
      const symmetric = steps.every((_, step) => {
        const A = adjacency(topology, step);
        return A.every((row, i) => row.every((entry, j) => entry === A[j]![i]));
      });
      t.equal(isUndirected(topology), symmetric);
    }),
    { numRuns: 100, seed: 2 },
  );
  t.ok(isUndirected(build("one-peer-exponential", { agents: 2 })));
});

t.test("components of the union over a period agree with graphology's", async (t) => {
  fc.assert(
    fc.property(lists, (steps) => {
      const topology = stored(steps);
      const graph = new DirectedGraph();
      for (let i = 0; i < topology.size; i++) graph.addNode(i);
      for (let step = 0; step < topology.period; step++) {
        for (let i = 0; i < topology.size; i++) {
          for (const j of topology.hears(i, step)) graph.mergeDirectedEdge(j, i);
        }
      }
      const strong = ordered(reference(graph));
      t.same(stronglyConnectedComponents(topology), strong);
      t.same(weaklyConnectedComponents(topology), ordered(connectedComponents(graph)));
      t.equal(isConnected(topology), strong.length === 1);
    }),
    { numRuns: 200, seed: 3 },
  );
});

t.test("a long directed path needs no deep stack and has N strong components", async (t) => {
  const size = 200_000;
  const path = fromNeighbours(size, (i) => (i > 0 ? [i - 1] : []));
  t.equal(stronglyConnectedComponents(path).length, size);
  t.equal(weaklyConnectedComponents(path).length, 1);
});

t.test("what is not connected is refused with the sizes of its components", async (t) => {
  const line = (hears: (i: number) => number[], size: number): string =>
    messageOf(() => requireConnected(fromNeighbours(size, hears), "here"));
  t.equal(
    line((i) => (i < 2 ? [1 - i] : []), 8),
    'ScenarioError: here: got "7 components of 2, 1, 1, 1, … agents"; every agent must reach every other ' +
      "(only the kind empty may be disconnected)",
  );
  t.match(
    line((i) => [(i + 1) % 3], 4),
    /"2 strong components of 3, 1 agents"/,
  );
});

t.test("the large ones of the catalogue build and answer", async (t) => {
  const cube = build("hypercube", { agents: 2 ** 17 });
  t.same(
    cube.hears(5, 0),
    Array.from({ length: 17 }, (_, bit) => 5 ^ (1 << bit)).sort((a, b) => a - b),
  );
  const torus = build("torus", {}, { rows: 250, columns: 400 });
  t.same(torus.isHeardBy(0, 0), [1, 399, 400, 99_600]);
  t.same(build("ring", { agents: 1_000_000 }).hears(0, 0), [1, 999_999]);
});
