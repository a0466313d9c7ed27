// No MDP: a vector per agent, for plain averaging.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { normal, rootRng } from "../math/random.ts";
import type { World, WorldContext, WorldKind } from "./environment.ts";
import { requireSize } from "./size.ts";

const options = z.strictObject({
  values: z
    .array(z.array(z.number().min(-1e100).max(1e100)).min(1))
    .optional()
    .describe("the vectors themselves, one list of numbers per agent; excludes `draw` and `dimension`"),
  draw: z
    .enum(["normal", "uniform", "one-hot"])
    .optional()
    .describe("standard normal (the default) or uniform in [0, 1) entries; or the agent's own unit vector"),
  dimension: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("length of drawn vectors, 1 unless given; a one-hot vector has the length N"),
});

type Options = z.infer<typeof options>;

/** Shares are `{ values }`, all of one length. */
export const values: WorldKind = {
  kind: "values",
  summary: "a vector per agent and no MDP, for plain averaging",
  options,
  build: (options: Options, context: WorldContext): World => {
    const vectors =
      options.values === undefined ? drawn(options, context) : given(options.values, options, context);
    return { shares: vectors.map((values) => ({ values })) };
  },
};

function given(values: readonly number[][], options: Options, { agents }: WorldContext): Float64Array[] {
  for (const other of ["draw", "dimension"] as const) {
    if (options[other] === undefined) continue;
    throw new ScenarioError(
      `environment.${other}`,
      options[other],
      "leave it out where `values` are given",
    );
  }
  if (values.length !== agents) {
    throw new ScenarioError(
      "environment.values",
      `${values.length} lists`,
      `give one per agent: ${agents}`,
    );
  }
  const length = values[0]!.length;
  const ragged = values.findIndex((list) => list.length !== length);
  if (ragged >= 0) {
    const count = `${values[ragged]!.length} numbers`;
    throw new ScenarioError(
      `environment.values[${ragged}]`,
      count,
      `all lists need as many as the first: ${length}`,
    );
  }
  return values.map((list) => Float64Array.from(list));
}

function drawn({ draw = "normal", dimension }: Options, context: WorldContext): Float64Array[] {
  const { agents } = context;
  if (draw === "one-hot" && dimension !== undefined && dimension !== agents) {
    throw new ScenarioError(
      "environment.dimension",
      dimension,
      `one-hot vectors have the length N = ${agents}`,
    );
  }
  requireSize("environment", { agents, "entries each": draw === "one-hot" ? agents : (dimension ?? 1) });
  return Array.from({ length: agents }, (_, agent) => {
    if (draw === "one-hot") return Float64Array.from({ length: agents }, (_, i) => (i === agent ? 1 : 0));
    const rng = rootRng(context.seed).fork("values", agent);
    return Float64Array.from({ length: dimension ?? 1 }, () =>
      draw === "normal" ? normal(rng) : rng.next(),
    );
  });
}
