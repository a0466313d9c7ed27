// Small graphs and dense views of W that the tests of mixing share.
import type { Mixing, MixingContext, MixingRule } from "../../src/mixing/mixing.ts";
import { mixingRules } from "../../src/mixing/rules.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";
import type { Topology } from "../../src/topology/topology.ts";

/** The undirected graph with these edges. */
export function undirected(size: number, edges: readonly (readonly [number, number])[]): Topology {
  const heard: number[][] = Array.from({ length: size }, () => []);
  for (const [i, j] of edges) {
    heard[i]!.push(j);
    heard[j]!.push(i);
  }
  return fromNeighbours(size, (agent) => heard[agent]!);
}

export const path = (n: number) => fromNeighbours(n, (i) => [i - 1, i + 1].filter((j) => j >= 0 && j < n));
export const ring = (n: number) => fromNeighbours(n, (i) => [(i + 1) % n, (i + n - 1) % n]);
export const star = (n: number) =>
  fromNeighbours(n, (i) => (i === 0 ? Array.from({ length: n - 1 }, (_, k) => k + 1) : [0]));
export const complete = (n: number) => fromNeighbours(n, () => Array.from({ length: n }, (_, j) => j));
export const directedRing = (n: number) => fromNeighbours(n, (i) => [(i + n - 1) % n]);
export const hypercube = (d: number) =>
  fromNeighbours(1 << d, (i) => Array.from({ length: d }, (_, k) => i ^ (1 << k)));

export function torus(a: number, b: number): Topology {
  const at = (row: number, column: number) => ((row + a) % a) * b + ((column + b) % b);
  return fromNeighbours(a * b, (i) => {
    const [r, c] = [Math.floor(i / b), i % b];
    return [at(r + 1, c), at(r - 1, c), at(r, c + 1), at(r, c - 1)];
  });
}

export function grid(a: number, b: number): Topology {
  const edges: [number, number][] = [];
  for (let i = 0; i < a * b; i++) {
    if (i % b < b - 1) edges.push([i, i + 1]);
    if (i + b < a * b) edges.push([i, i + b]);
  }
  return undirected(a * b, edges);
}

/** A ring with chords drawn by a linear congruence: irregular, connected, without symmetry. */
export function irregular(n: number, chords: number, seed = 1): Topology {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const edges = Array.from({ length: n }, (_, i): [number, number] => [i, (i + 1) % n]);
  for (let k = 0; k < chords; k++) {
    const [i, j] = [Math.floor(next() * n), Math.floor(next() * n)];
    if (i !== j && !edges.some(([a, b]) => (a === i && b === j) || (a === j && b === i)))
      edges.push([i, j]);
  }
  return undirected(n, edges);
}

/** A strongly connected digraph of unequal degrees. */
export const lopsided = (n: number) =>
  fromNeighbours(n, (i) => [
    (i + n - 1) % n,
    ...(i % 3 === 0 ? [(i + 2) % n] : []),
    ...(i === 1 ? [4, 5] : []),
  ]);

/** Pairs matched in turn along a ring of even size: two steps, each step's graph disconnected. */
export const matchings = (n: number) =>
  fromNeighbours(n, (i, step) => [(i % 2 === step % 2 ? i + 1 : i + n - 1) % n], 2);

export const rule = (kind: string): MixingRule => mixingRules.find((known) => known.kind === kind)!;

export const context = (
  topology: Topology,
  files: Readonly<Record<string, string>> = {},
): MixingContext => ({
  topology,
  seed: 7,
  file: (name) => new TextEncoder().encode(files[name]),
});

/** W of a rule, its options filled in by its own schema. */
export function build(kind: string, topology: Topology, options: object = {}): Mixing {
  const known = rule(kind);
  return known.build(known.options.parse(options), context(topology));
}

/** W at a step as nested arrays, from its rows. */
export function dense({ topology, row }: Mixing, step = 0): number[][] {
  return Array.from({ length: topology.size }, (_, i) => {
    const result = new Array<number>(topology.size).fill(0);
    const { agents, weights } = row(i, step);
    agents.forEach((j, k) => {
      result[j] = weights[k]!;
    });
    return result;
  });
}

/** W at a step as nested arrays, from its columns. */
export function denseFromColumns({ topology, column }: Mixing, step = 0): number[][] {
  const result = Array.from({ length: topology.size }, () => new Array<number>(topology.size).fill(0));
  for (let j = 0; j < topology.size; j++) {
    const { agents, weights } = column(j, step);
    agents.forEach((i, k) => {
      result[i]![j] = weights[k]!;
    });
  }
  return result;
}
