// Random graphs in which every agent has the same degree.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { type Rng, shuffle } from "../../math/random.ts";
import { fromNeighbours, requireEdges } from "../adjacency.ts";
import { agentsOf, family } from "../family.ts";
import type { AgentId, Topology } from "../topology.ts";
import { firstConnected } from "./sampling.ts";

/**
 * A d-regular graph, close to uniform among all: d half-edges an agent are paired at random, pairs that
 * would be loops or repeated are put back and paired again, and a draw in which nothing fits any more
 * is thrown away. A. Steger, N. C. Wormald, Generating random regular graphs quickly (1999). Redrawn up
 * to 100 times until connected, which for d ≥ 3 nearly every draw is. N·d must be even, d < N.
 */
export const randomRegular = family({
  kind: "random-regular",
  summary: "a random graph in which all agents have the same degree",
  options: z.strictObject({
    degree: z.int().min(0).default(4).describe("neighbours of each agent, less than N; N times it is even"),
  }),
  build({ degree }, context) {
    const size = agentsOf(context);
    if (degree >= size) {
      throw new ScenarioError("topology.degree", degree, `at most N − 1 = ${size - 1}`);
    }
    if ((size * degree) % 2 === 1) {
      throw new ScenarioError(
        "topology.degree",
        degree,
        `even, since the ${size} agents are odd in number`,
      );
    }
    requireEdges(size * degree);
    return firstConnected(context, "random-regular", "choose a larger degree", (rng) =>
      paired(size, degree, rng),
    );
  },
});

/** One draw; undefined where the half-edges left over fit nowhere. */
function paired(size: number, degree: number, rng: Rng): Topology | undefined {
  const joined = Array.from({ length: size }, () => new Set<AgentId>());
  let open = Array.from({ length: size * degree }, (_, k) => k % size);
  while (open.length > 0) {
    shuffle(rng, open);
    const left: AgentId[] = [];
    for (let k = 0; k < open.length; k += 2) {
      const [a, b] = [open[k]!, open[k + 1]!];
      if (a === b || joined[a]!.has(b)) {
        left.push(a, b);
        continue;
      }
      joined[a]!.add(b);
      joined[b]!.add(a);
    }
    if (left.length === open.length && !anyFits(left, joined)) return undefined;
    open = left;
  }
  return fromNeighbours(size, (agent) => joined[agent]!);
}

/** True where two of the open half-edges may still be joined. */
function anyFits(open: readonly AgentId[], joined: readonly ReadonlySet<AgentId>[]): boolean {
  const agents = [...new Set(open)];
  return agents.some((a, k) => agents.slice(k + 1).some((b) => !joined[a]!.has(b)));
}
