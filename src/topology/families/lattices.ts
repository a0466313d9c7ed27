// Lattices: the grid, the torus and the hypercube, which are products of paths, of rings and of edges.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { fromNeighbours } from "../adjacency.ts";
import { agentsOf, exponentOf, family, requireAgents } from "../family.ts";
import type { AgentId, TopologyContext } from "../topology.ts";

interface Sides {
  readonly rows: number;
  readonly columns: number;
}

interface SideOptions {
  readonly rows?: number | undefined;
  readonly columns?: number | undefined;
}

const sideOptions = z.strictObject({
  rows: z.int().min(1).optional().describe("rows of the lattice; most square unless given"),
  columns: z.int().min(1).optional().describe("columns of the lattice; most square unless given"),
});

/** P_rows × P_columns: agent r·columns + c is at row r, column c. One row is a path. */
export const grid = family({
  kind: "grid",
  summary: "a rectangle: each agent and those beside, above and below it",
  options: sideOptions,
  build(options, context) {
    const sides = sidesOf(options, context);
    const { rows, columns } = sides;
    return fromNeighbours(
      rows * columns,
      (agent) => {
        const column = agent % columns;
        const heard = [agent - columns, agent + columns].filter((j) => j >= 0 && j < rows * columns);
        if (column > 0) heard.push(agent - 1);
        if (column < columns - 1) heard.push(agent + 1);
        return heard;
      },
      1,
      { positions: latticePositions(sides) },
    );
  },
});

/** C_rows × C_columns with both sides at least 3, so that every agent has four neighbours. */
export const torus = family({
  kind: "torus",
  summary: "a grid whose opposite sides are joined; sides of at least 3",
  options: sideOptions,
  build(options, context) {
    const sides = sidesOf(options, context);
    const { rows, columns } = sides;
    if (rows < 3 || columns < 3) {
      const allowed = "a torus has sides of at least 3: choose other agents, or rows and columns";
      throw new ScenarioError("topology", `${rows} × ${columns}`, allowed);
    }
    const at = (row: number, column: number): AgentId =>
      ((row + rows) % rows) * columns + ((column + columns) % columns);
    return fromNeighbours(
      rows * columns,
      (agent) => {
        const column = agent % columns;
        const row = (agent - column) / columns;
        return [at(row - 1, column), at(row + 1, column), at(row, column - 1), at(row, column + 1)];
      },
      1,
      { positions: latticePositions(sides) },
    );
  },
});

/** Q_d on N = 2^d agents, which hear each other where their numbers differ in one bit. One agent is Q_0. */
export const hypercube = family({
  kind: "hypercube",
  summary: "agents whose numbers differ in one bit; a power of two of them",
  options: z.strictObject({
    dimension: z.int().min(0).max(20).optional().describe("d in N = 2^d; follows from N unless given"),
  }),
  build({ dimension }, context) {
    const d = dimension ?? exponentOf(agentsOf(context), "hypercube");
    const bits = Array.from({ length: d }, (_, bit) => 1 << bit);
    return fromNeighbours(agreed(2 ** d, "topology.dimension", d, context), (agent) =>
      bits.map((bit) => agent ^ bit),
    );
  },
});

/**
 * The sides of a lattice: those given, the rest from N; the most square with rows ≤ columns where neither is given.
 *
 * @throws ScenarioError where N is not rows × columns
 */
export function sidesOf({ rows, columns }: SideOptions, context: TopologyContext): Sides {
  if (rows !== undefined && columns !== undefined) {
    agreed(rows * columns, "topology.rows", rows, context);
    return { rows, columns };
  }
  const size = agentsOf(context);
  requireAgents(size);
  if (rows !== undefined) return { rows, columns: dividing(size, rows, "topology.rows") };
  if (columns !== undefined) return { rows: dividing(size, columns, "topology.columns"), columns };
  let side = Math.floor(Math.sqrt(size));
  while (size % side !== 0) side--;
  return { rows: side, columns: size / side };
}

function dividing(size: number, side: number, place: string): number {
  if (size % side === 0) return size / side;
  throw new ScenarioError(place, side, `a divisor of the ${size} agents`);
}

/** `size` where N is not given or the same. */
function agreed(size: number, place: string, value: number, context: TopologyContext): number {
  const { agents = size } = context;
  if (agents !== size)
    throw new ScenarioError(place, value, `the options make ${size} agents, not ${agents}`);
  requireAgents(size);
  return size;
}

function latticePositions({ rows, columns }: Sides): Float64Array {
  const positions = new Float64Array(2 * rows * columns);
  for (let agent = 0; agent < rows * columns; agent++) {
    positions[2 * agent] = agent % columns;
    positions[2 * agent + 1] = Math.floor(agent / columns);
  }
  return positions;
}
