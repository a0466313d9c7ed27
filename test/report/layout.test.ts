import t from "tap";
import { distancesOf, majorised } from "../../src/report/embedding.ts";
import { layoutOf, linesOf } from "../../src/report/layout.ts";
import { ringEdges } from "./sample.ts";

const both = (pairs: readonly [number, number][]) =>
  pairs.flatMap(([a, b]): [number, number][] => [
    [a, b],
    [b, a],
  ]);
const gridSide = 4;
const grid = {
  size: gridSide * gridSide,
  edges: both(
    Array.from({ length: gridSide * gridSide }, (_, k) => k).flatMap((k): [number, number][] => [
      ...(k % gridSide < gridSide - 1 ? [[k, k + 1] as [number, number]] : []),
      ...(k < gridSide * (gridSide - 1) ? [[k, k + gridSide] as [number, number]] : []),
    ]),
  ),
};
const tree = { size: 15, edges: both(Array.from({ length: 14 }, (_, k) => [k + 1, k >> 1])) };

function apart(places: Float64Array, a: number, b: number): number {
  return Math.hypot(places[2 * a]! - places[2 * b]!, places[2 * a + 1]! - places[2 * b + 1]!);
}

t.test("each link is one line; only one-way links are marked", async (t) => {
  const edges: [number, number][] = [
    [2, 0],
    [0, 1],
    [1, 0],
  ];
  t.same(linesOf({ size: 3, edges }), [
    { source: 0, target: 1, oneWay: false },
    { source: 2, target: 0, oneWay: true },
  ]);
});

t.test("rings stand on a circle in the order of their ids, agent 0 on top", async (t) => {
  for (const edges of [ringEdges(10), ringEdges(10).filter((_, k) => k % 2 === 0)]) {
    const places = layoutOf({ size: 10, edges });
    const side = apart(places, 0, 1);
    for (let i = 0; i < 10; i++) t.ok(Math.abs(apart(places, i, (i + 1) % 10) - side) < 1e-12);
    t.ok(places[1]! > places[11]!);
  }
});

t.test("a star's leaves stand around its hub in the order of their ids, whoever is the hub", async (t) => {
  for (const hub of [0, 3, 8]) {
    const leaves = Array.from({ length: 9 }, (_, k) => k).filter((agent) => agent !== hub);
    const places = layoutOf({ size: 9, edges: both(leaves.map((leaf) => [hub, leaf])) });
    const side = apart(places, leaves[0]!, leaves[1]!);
    leaves.forEach((leaf, k) => {
      t.ok(Math.abs(apart(places, leaf, leaves[(k + 1) % 8]!) - side) < 1e-12);
      t.ok(Math.abs(apart(places, leaf, hub) - apart(places, leaves[0]!, hub)) < 1e-12);
    });
  }
});

t.test("a graph's own positions are kept up to scale", async (t) => {
  const positions = [0, 0, 4, 0, 4, 2];
  const places = layoutOf({ size: 3, edges: [], positions });
  t.same([...places], [0, 0.25, 1, 0.25, 1, 0.75]);
});

t.test("layouts are deterministic, finite and inside the unit square", async (t) => {
  for (const graph of [grid, tree, { size: 3, edges: [] }, { size: 1, edges: [] }]) {
    const places = layoutOf(graph);
    t.same(
      places,
      layoutOf({ ...graph, edges: [...graph.edges].reverse() }),
      "whatever the order of the edges",
    );
    t.equal(places.length, 2 * graph.size);
    t.ok(places.every((place) => place >= -1e-12 && place <= 1 + 1e-12));
  }
});

t.test("a grid is drawn unfolded: paper distances follow graph distances", async (t) => {
  const places = layoutOf(grid);
  const lengths = linesOf(grid).map(({ source, target }) => apart(places, source, target));
  t.ok(Math.max(...lengths) < 1.3 * Math.min(...lengths), "links are about equally long");
  const last = grid.size - 1;
  t.ok(apart(places, 0, last) > 3.5 * Math.max(...lengths), "opposite corners are far apart");
});

t.test("no two agents share a place, not even the leaves of one branch", async (t) => {
  const places = layoutOf(tree);
  for (let a = 0; a < tree.size; a++) for (let b = 0; b < a; b++) t.ok(apart(places, a, b) > 0.03);
});

t.test("graph distances agree with those of a grid and part components", async (t) => {
  const distances = distancesOf(grid.size, linesOf(grid));
  const manhattan = Float64Array.from(distances, (_, k) => {
    const [a, b] = [Math.floor(k / grid.size), k % grid.size];
    return Math.abs((a % 4) - (b % 4)) + Math.abs((a >> 2) - (b >> 2));
  });
  t.same(distances, manhattan);
  const parted = distancesOf(3, [{ source: 0, target: 1 }]);
  t.same([...parted], [0, 1, 2, 1, 0, 2, 2, 2, 0]);
});

t.test("majorisation ends where no agent can lower the weighted stress by moving", async (t) => {
  const distances = distancesOf(tree.size, linesOf(tree));
  const stress = (places: Float64Array) => {
    let total = 0;
    for (let a = 0; a < tree.size; a++) {
      for (let b = 0; b < a; b++) {
        const distance = distances[a * tree.size + b]!;
        total += ((apart(places, a, b) - distance) / distance) ** 2;
      }
    }
    return total;
  };
  const start = Float64Array.from({ length: 2 * tree.size }, (_, k) => Math.sin(3 * k + 1));
  const places = majorised(tree.size, distances, start, 2000);
  const least = stress(places);
  t.ok(least < stress(start));
  for (let k = 0; k < places.length; k++) {
    for (const move of [-1e-3, 1e-3]) {
      const moved = places.map((place, at) => (at === k ? place + move : place));
      t.ok(stress(moved) > least - 1e-9, `coordinate ${k}`);
    }
  }
});
