// The shipped graphs against facts known of them, graphology's generators, and LCF notation.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UndirectedGraph } from "graphology";
import krackhardtKite from "graphology-generators/small/krackhardt-kite.js";
import florentineFamilies from "graphology-generators/social/florentine-families.js";
import karateClub from "graphology-generators/social/karate-club.js";
import type { AbstractGraph } from "graphology-types";
import t from "tap";
import { isUndirected } from "../../src/topology/adjacency.ts";
import { fromGraph } from "../../src/topology/files/from-graph.ts";
import type { Topology } from "../../src/topology/topology.ts";
import { adjacency, build, degrees, diameter, distances, edgeCount, girth } from "./naive.ts";

const folder = resolve(import.meta.dirname, "../../topologies");

function shipped(name: string): Topology {
  return build("file", { files: { [name]: readFileSync(join(folder, name)) } }, { path: name });
}

/** The generators' types take them for ES modules; they are functions. */
function generated(generator: unknown): Topology {
  const graph = (generator as (Graph: unknown) => AbstractGraph)(UndirectedGraph);
  return fromGraph(graph, "generator");
}

/** A cubic graph on a cycle with chords, as Lederberg, Coxeter and Frucht write them. */
function lcf(jumps: readonly number[], repetitions: number): number[][] {
  const size = jumps.length * repetitions;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let i = 0; i < size; i++) {
    for (const jump of [1, size - 1, jumps[i % jumps.length]! + size]) matrix[i]![(i + jump) % size] = 1;
  }
  return matrix;
}

t.test("the table of the README says what the files hold", async (t) => {
  const rows = readFileSync(join(folder, "README.md"), "utf8").matchAll(
    /^\| `(.+?)` \| (\d+) \| (\d+) \|/gm,
  );
  const listed = [...rows].map(([, name, size, edges]) => [name!, Number(size), Number(edges)] as const);
  t.same(
    listed.map(([name]) => name).sort(),
    readdirSync(folder)
      .filter((name) => name !== "README.md")
      .sort(),
  );
  for (const [name, size, edges] of listed) {
    const topology = shipped(name);
    t.equal(topology.size, size, name);
    t.equal(edgeCount(topology), 2 * edges, name);
    t.ok(isUndirected(topology), name);
  }
});

t.test("karate club, Florentine families and Krackhardt's kite are graphology's", async (t) => {
  t.same(adjacency(shipped("karate-club.csv")), adjacency(generated(karateClub)));
  t.same(adjacency(shipped("florentine-families.json")), adjacency(generated(florentineFamilies)));
  const kite = shipped("krackhardt-kite.gexf");
  t.same(degrees(kite), degrees(generated(krackhardtKite)));
  t.equal(kite.hears(3, 0).length, 6, "Diane has the highest degree");
  const farness = distances(kite).map((row) => row.reduce((a, b) => a + b, 0));
  t.same([farness[5], farness[6]], [14, 14], "Fernando and Garth are the closest to all");
  t.equal(Math.min(...farness), 14);
  t.equal(Math.max(...degrees(shipped("florentine-families.json"))), 6, "the Medici");
});

t.test("Davis: 18 women, 14 events, bipartite, the published attendances", async (t) => {
  const davis = shipped("davis-southern-women.graphml");
  const attended = Array.from({ length: 32 }, (_, i) => davis.hears(i, 0).length);
  t.same(attended.slice(0, 18), [8, 7, 8, 7, 4, 4, 4, 3, 4, 4, 4, 6, 7, 8, 5, 2, 2, 2]);
  t.same(attended.slice(18), [3, 3, 6, 4, 8, 8, 10, 14, 12, 5, 4, 6, 3, 3]);
  for (let i = 0; i < 32; i++) for (const j of davis.hears(i, 0)) t.not(i < 18, j < 18);
});

t.test("the cubic graphs: LCF notation, girth, diameter, intersection numbers", async (t) => {
  for (const [name, matrix, around, across] of [
    ["heawood.csv", lcf([5, -5], 7), 6, 3],
    ["dodecahedron.csv", lcf([10, 7, 4, -4, -7, 10, -4, 7, -7, 4], 2), 5, 5],
    ["frucht.csv", lcf([-5, -2, -4, 2, 5, -2, 2, 5, -2, -5, 4, 2], 1), 3, 4],
  ] as const) {
    const graph = shipped(name);
    t.same(adjacency(graph), matrix, name);
    t.same(degrees(graph), new Array(graph.size).fill(3));
    t.equal(girth(graph), around, name);
    t.equal(diameter(graph), across, name);
  }
  const petersen = shipped("petersen.csv");
  t.equal(girth(petersen), 5);
  t.equal(diameter(petersen), 2);
  const A = adjacency(petersen);
  A.forEach((row, i) => {
    row.forEach((entry, j) => {
      const walks = row.reduce((sum, step, k) => sum + step * A[k]![j]!, 0);
      t.equal(walks, i === j ? 3 : 1 - entry, "strongly regular (10, 3, 0, 1)");
    });
  });
});

/** The number of permutations of the agents that keep all edges, by backtracking. */
function automorphisms(topology: Topology): number {
  const A = adjacency(topology);
  const extend = (images: readonly number[]): number => {
    const next = images.length;
    if (next === A.length) return 1;
    return A.map((_, image) => image)
      .filter((image) => !images.includes(image))
      .filter((image) => images.every((old, i) => A[next]![i] === A[image]![old]))
      .reduce((count, image) => count + extend([...images, image]), 0);
  };
  return extend([]);
}

t.test("symmetries: none for Frucht's graph, 120 for Petersen's, 336 for Heawood's", async (t) => {
  t.equal(automorphisms(shipped("frucht.csv")), 1);
  t.equal(automorphisms(shipped("petersen.csv")), 120);
  t.equal(automorphisms(shipped("heawood.csv")), 336);
});
