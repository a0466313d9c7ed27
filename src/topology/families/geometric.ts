// Random geometric graphs: agents in the unit square hear those within a radius.
import { z } from "zod";
import { log } from "../../math/logarithm.ts";
import { fromNeighbours } from "../adjacency.ts";
import { agentsOf, family } from "../family.ts";
import type { AgentId, Topology } from "../topology.ts";
import { firstConnected } from "./sampling.ts";

/**
 * N points drawn uniformly in the unit square; an edge where two are at most `radius` apart; redrawn up
 * to 100 times until connected. The default √(ln N/N) is √π times the threshold of connectivity. P.
 * Gupta, P. R. Kumar, Critical power for asymptotic connectivity (1998). `positions` are the points.
 */
export const geometric = family({
  kind: "geometric",
  summary: "agents at random in the unit square hear those within a radius",
  options: z.strictObject({
    radius: z
      .number()
      .min(0)
      .max(2)
      .optional()
      .describe("largest distance of two that hear each other; √(ln N/N) unless given"),
  }),
  build({ radius }, context) {
    const size = agentsOf(context);
    const reach = radius ?? Math.sqrt(log(size) / size);
    return firstConnected(context, "geometric", "choose a larger radius", (rng) =>
      within(
        Float64Array.from({ length: 2 * size }, () => rng.next()),
        reach,
      ),
    );
  },
});

/** The graph of points x₀ y₀ x₁ y₁ … in the unit square that are at most `radius` apart. */
function within(positions: Float64Array, radius: number): Topology {
  const size = positions.length / 2;
  // Cells a hair wider than the radius at least, about as many as agents at most: neighbours are in the
  // 3 × 3 cells around.
  const side = Math.max(1, Math.min(Math.floor((1 - 1e-12) / radius), Math.ceil(Math.sqrt(size))));
  const cellOf = (coordinate: number): number => Math.min(side - 1, Math.floor(coordinate * side));
  const cells: AgentId[][] = Array.from({ length: side * side }, () => []);
  for (let agent = 0; agent < size; agent++) {
    cells[cellOf(positions[2 * agent]!) * side + cellOf(positions[2 * agent + 1]!)]!.push(agent);
  }
  const squaredDistance = (a: AgentId, b: AgentId): number => {
    const dx = positions[2 * a]! - positions[2 * b]!;
    const dy = positions[2 * a + 1]! - positions[2 * b + 1]!;
    return dx * dx + dy * dy;
  };
  const around = (cell: number): number[] =>
    [cell - 1, cell, cell + 1].filter((near) => near >= 0 && near < side);
  return fromNeighbours(
    size,
    (agent) =>
      around(cellOf(positions[2 * agent]!))
        .flatMap((column) =>
          around(cellOf(positions[2 * agent + 1]!)).flatMap((row) => cells[column * side + row]!),
        )
        .filter((other) => squaredDistance(agent, other) <= radius * radius),
    1,
    { positions },
  );
}
