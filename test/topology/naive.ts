// What the tests share: building a family by name, and naive readings of a topology through dense matrices.
import { z } from "zod";
import { topologyFamilies } from "../../src/topology/families.ts";
import type { Topology } from "../../src/topology/topology.ts";

/** What a test may say beside kind and options. */
export interface Setting {
  readonly agents?: number;
  readonly seed?: number;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** Builds a family as a scenario would: options through its schema. */
export function build(kind: string, setting: Setting = {}, options: object = {}): Topology {
  const family = topologyFamilies.find((one) => one.kind === kind)!;
  const { agents, seed = 1, files = {} } = setting;
  return family.build(family.options.parse(options), {
    agents,
    seed,
    file: (path) => {
      const content = files[path]!;
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
  });
}

/** True where the options are refused by the family's schema. */
export function schemaRefuses(kind: string, options: object): boolean {
  const family = topologyFamilies.find((one) => one.kind === kind)!;
  return !z.safeParse(family.options, options).success;
}

/** A[i][j] = 1 where i hears j at a step. */
export function adjacency(topology: Topology, step = 0): number[][] {
  return Array.from({ length: topology.size }, (_, i) => {
    const row = new Array<number>(topology.size).fill(0);
    for (const j of topology.hears(i, step)) row[j] = 1;
    return row;
  });
}

/** The same from `isHeardBy`. */
export function adjacencyFromSpeakers(topology: Topology, step = 0): number[][] {
  const rows = Array.from({ length: topology.size }, () => new Array<number>(topology.size).fill(0));
  rows.forEach((_, j) => {
    for (const i of topology.isHeardBy(j, step)) rows[i]![j] = 1;
  });
  return rows;
}

/** Number of directed edges at a step. */
export function edgeCount(topology: Topology, step = 0): number {
  return Array.from({ length: topology.size }, (_, i) => topology.hears(i, step).length).reduce(sum, 0);
}

/** In-degrees at a step, ascending. */
export function degrees(topology: Topology, step = 0): number[] {
  return Array.from({ length: topology.size }, (_, i) => topology.hears(i, step).length).sort(
    (a, b) => a - b,
  );
}

/** All distances along edges heard at step 0, by Floyd and Warshall. */
export function distances(topology: Topology): number[][] {
  const d = adjacency(topology).map((row, i) =>
    row.map((entry, j) => (i === j ? 0 : entry === 1 ? 1 : Number.POSITIVE_INFINITY)),
  );
  for (let k = 0; k < d.length; k++) {
    for (const row of d) row.forEach((old, j) => void (row[j] = Math.min(old, row[k]! + d[k]![j]!)));
  }
  return d;
}

/** The largest distance. */
export function diameter(topology: Topology): number {
  return Math.max(...distances(topology).flat());
}

/** Length of a shortest cycle of an undirected graph: over edges, the shortest way round without that edge. */
export function girth(topology: Topology): number {
  const around = (from: number, to: number): number => {
    const reached = new Map([[from, 0]]);
    for (const [agent, distance] of reached) {
      for (const other of topology.hears(agent, 0)) {
        if (agent === from && other === to) continue;
        if (!reached.has(other)) reached.set(other, distance + 1);
      }
    }
    return (reached.get(to) ?? Number.POSITIVE_INFINITY) + 1;
  };
  const lengths = Array.from({ length: topology.size }, (_, i) =>
    topology.hears(i, 0).map((j) => around(i, j)),
  );
  return Math.min(...lengths.flat(), Number.POSITIVE_INFINITY);
}

/** One line of the error that `act` throws. */
export function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "no error";
}

function sum(a: number, b: number): number {
  return a + b;
}
