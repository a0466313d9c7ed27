// Small mixings for tests: graphs by a neighbour function, weights by the plainest form of each rule.

import type { Mixing } from "../../src/mixing/mixing.ts";
import { fromRows, weightsOf } from "../../src/mixing/weights.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";
import type { Topology } from "../../src/topology/topology.ts";

/** A mixing over `topology` from an entry function, zero entries dropped. */
export function fromEntries(
  topology: Topology,
  entry: (i: number, j: number, step: number) => number,
): Mixing {
  return fromRows(topology, (i, step) => {
    const agents = [...topology.hears(i, step), i].sort((a, b) => a - b);
    return weightsOf(
      agents,
      agents.map((j) => entry(i, j, step)),
    );
  });
}

/** Weights `offDiagonal(i, j)` on the edges, the rest of each row on oneself. */
export function fromEdges(
  topology: Topology,
  weight: (i: number, j: number, step: number) => number,
): Mixing {
  return fromEntries(topology, (i, j, step) => {
    if (i !== j) return weight(i, j, step);
    let rest = 1;
    for (const other of topology.hears(i, step)) rest -= weight(i, other, step);
    return rest;
  });
}

/** 1/(1 + max(d_i, d_j)) */
export function metropolis(topology: Topology): Mixing {
  const degree = (i: number): number => topology.hears(i, 0).length;
  return fromEdges(topology, (i, j) => 1 / (1 + Math.max(degree(i), degree(j))));
}

/** 1/(1 + d_i) */
export function equal(topology: Topology): Mixing {
  return fromEntries(topology, (i, _, step) => 1 / (1 + topology.hears(i, step).length));
}

/** I − step·L */
export function constant(topology: Topology, step: number): Mixing {
  return fromEdges(topology, () => step);
}

/** Any square matrix, on the graph of its non-zero entries. */
export function fromMatrix(rows: readonly (readonly number[])[]): Mixing {
  const heard = (i: number): number[] => rows[i].flatMap((weight, j) => (weight !== 0 ? [j] : []));
  return fromEntries(fromNeighbours(rows.length, heard), (i, j) => rows[i][j]);
}

/** All entries of W at one step. */
export function entriesOf(mixing: Mixing, step = 0): number[][] {
  const { size } = mixing.topology;
  return Array.from({ length: size }, (_, i) => {
    const dense = new Array<number>(size).fill(0);
    const { agents, weights } = mixing.row(i, step);
    agents.forEach((j, k) => {
      dense[j] = weights[k];
    });
    return dense;
  });
}

export const ring = (n: number): Topology => fromNeighbours(n, (i) => [(i + 1) % n, (i + n - 1) % n]);

export const path = (n: number): Topology =>
  fromNeighbours(n, (i) => [i - 1, i + 1].filter((j) => j >= 0 && j < n));

export const star = (n: number): Topology =>
  fromNeighbours(n, (i) => (i === 0 ? Array.from({ length: n - 1 }, (_, k) => k + 1) : [0]));

export const complete = (n: number): Topology =>
  fromNeighbours(n, () => Array.from({ length: n }, (_, k) => k));

export const directedRing = (n: number): Topology => fromNeighbours(n, (i) => [(i + 1) % n]);

export const circulant = (n: number, offsets: readonly number[]): Topology =>
  fromNeighbours(n, (i) => offsets.map((offset) => (i + offset) % n));

export const hypercube = (d: number): Topology =>
  fromNeighbours(2 ** d, (i) => Array.from({ length: d }, (_, bit) => i ^ (1 << bit)));

export function lattice(rows: number, columns: number, closed: boolean): Topology {
  return fromNeighbours(rows * columns, (agent) => {
    const row = Math.floor(agent / columns);
    const column = agent % columns;
    const beside = [
      [row - 1, column],
      [row + 1, column],
      [row, column - 1],
      [row, column + 1],
    ];
    return beside
      .map(([r, c]) => (closed ? [(r + rows) % rows, (c + columns) % columns] : [r, c]))
      .filter(([r, c]) => r >= 0 && r < rows && c >= 0 && c < columns)
      .map(([r, c]) => r * columns + c);
  });
}

/** ½ at ⌊j/2⌋ and ⌊j/2⌋ + N/2. */
export function deBruijn(n: number): Mixing {
  const heard = (j: number): number[] => [j >> 1, (j >> 1) + (n >> 1)];
  return fromEntries(fromNeighbours(n, heard), (j, i) => (heard(j).includes(i) ? 0.5 : 0));
}

/** ½ on oneself and on the agent 2^step ahead. */
export function onePeerExponential(n: number): Mixing {
  const period = Math.ceil(Math.log2(n));
  return equal(fromNeighbours(n, (i, step) => [(i + 2 ** step) % n], period));
}
