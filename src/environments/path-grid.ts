// The grid whose path no agent can see whole: each agent is paid on its own cells of one path only.
// Follow-the-path task of Yang, Cen, Wei, Chen and Chi, "Federated natural policy gradient and actor
// critic methods for multi-task reinforcement learning", NeurIPS 2024, appendix H. The paper leaves open
// which path, which split and which reward; here: a monotone path drawn from the seed, and reward 1 for
// entering an own cell.
import { z } from "zod";
import { rootRng, shuffle } from "../math/random.ts";
import { discountOption } from "./discount.ts";
import type { World, WorldContext, WorldKind } from "./environment.ts";
import { kernelOf } from "./kernel.ts";
import { modelWorld } from "./markov-model.ts";
import { requireSize } from "./size.ts";

const options = z.strictObject({
  size: z
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe("side K of the K × K grid; the path enters 2K − 2 cells"),
  pathSeed: z.int().min(0).optional().describe("seed of the path; the environment's seed unless given"),
  split: z
    .enum(["round-robin", "blocks"])
    .default("round-robin")
    .describe("how the cells of the path are dealt to the agents: in turn, or in consecutive blocks"),
  discount: discountOption,
});

type Options = z.infer<typeof options>;

/** K × K grid, actions right and down, no chance; state = row·K + column, start top left. */
export const pathGrid: WorldKind = {
  kind: "path-grid",
  summary: "a grid with one path; every agent is paid for entering its own cells of it (FedNPG paper)",
  options,
  build: (options: Options, context: WorldContext): World => {
    const { size, split, discount } = options;
    const states = size * size;
    requireSize("environment.size", { agents: context.agents, cells: states, actions: 2 });
    const path = monotonePath(size, options.pathSeed ?? context.seed);
    const owner = new Map(path.map((cell, i) => [cell, ownerOf(i, path.length, context.agents, split)]));
    const rewards = Array.from({ length: context.agents }, () => new Float64Array(2 * states));
    for (let row = 0; row < 2 * states; row++) {
      const next = move(row >> 1, row % 2, size);
      const agent = next === row >> 1 ? undefined : owner.get(next);
      if (agent !== undefined) rewards[agent]![row] = 1;
    }
    const initial = new Float64Array(states);
    initial[0] = 1;
    const kernel = kernelOf(states, 2, (state, action) => [[move(state, action, size), 1]], "environment");
    return modelWorld({ kernels: kernel, rewards, discount, initial });
  },
};

/**
 * The 2K − 2 cells that a random path of moves right and down enters, in order, all such paths equally
 * likely.
 */
export function monotonePath(size: number, seed: number): number[] {
  const moves = Array.from({ length: 2 * size - 2 }, (_, i) => i % 2);
  shuffle(rootRng(seed).fork("path-grid"), moves);
  let cell = 0;
  return moves.map((action) => (cell = move(cell, action, size)));
}

/** Where an action leads: 0 is right, 1 is down; the border holds. */
function move(cell: number, action: number, size: number): number {
  if (action === 0) return cell % size === size - 1 ? cell : cell + 1;
  return cell + size < size * size ? cell + size : cell;
}

/** The agent that owns the i-th of `cells` cells. */
function ownerOf(i: number, cells: number, agents: number, split: Options["split"]): number {
  return split === "round-robin" ? i % agents : Math.floor((i * agents) / cells);
}
