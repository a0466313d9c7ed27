// A world of models from a file: JSON or a NumPy archive, told apart by their first bytes.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import type { World, WorldContext, WorldKind } from "./environment.ts";
import { modelWorld } from "./markov-model.ts";
import { isArchive, readModelArchive } from "./model-archive.ts";
import { readModelFile } from "./model-file.ts";

const options = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe(
      "the model: JSON { discount, start, transitions, rewards } or .npz with P, R, start, discount",
    ),
  discount: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe("discount γ, 0 ≤ γ < 1, in place of the one in the file"),
});

type Options = z.infer<typeof options>;

/** S, A and N are those of the file; N must be the scenario's. */
export const file: WorldKind = {
  kind: "file",
  summary: "transitions and rewards from a JSON or .npz file",
  options,
  build: (options: Options, context: WorldContext): World => {
    const { path } = options;
    const bytes = context.file(path);
    const model = isArchive(bytes) ? readModelArchive(bytes, path) : readModelFile(bytes, path);
    const world = modelWorld({ ...model, discount: options.discount ?? model.discount }, path);
    if (world.shares.length === context.agents) return world;
    const found = `rewards for ${world.shares.length} agents`;
    throw new ScenarioError(path, found, `the scenario has agents: ${context.agents}`);
  },
};
