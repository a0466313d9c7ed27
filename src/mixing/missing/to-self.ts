// The plainest rule: what is missing counts as the agent's own.
import { z } from "zod";
import { average } from "../average.ts";
import type { Message } from "../mixing.ts";
import type { MissingKind, MissingRule } from "./missing.ts";
import { rowsFor, withAbsentToSelf } from "./present.ts";

/**
 * x_i ← Σ_j w_ij x_j over who has come, and the weights of the others go to x_i: rows of the realised W sum
 * to 1. Where a message is lost one way only, its columns do not: the mean drifts. Where both ends of an
 * edge miss each other and W is symmetric, the realised W is symmetric and the mean stays.
 */
export const toSelfRule: MissingRule = {
  isPlain: true,
  isMemoryless: true,
  isLinear: true,
  byColumns: false,
  mixerOf: (agent) => ({
    mixed({ row, message }, heard, arrays) {
      const weights = withAbsentToSelf(row, agent, (source) => heard(source) !== undefined);
      const mixed: Record<string, Float64Array> = {};
      for (const name in message) {
        const rows = rowsFor(weights, agent, message, (source) => heard(source)!.message!, name);
        average(weights, rows, (mixed[name] = arrays.take(message[name]!.length)));
      }
      return mixed as Message;
    },
  }),
};

export const toSelf: MissingKind = {
  kind: "to-self",
  summary: "the weight of what is missing goes to the agent's own part: averages, but the mean drifts",
  options: z.strictObject({}),
  build: () => toSelfRule,
};
