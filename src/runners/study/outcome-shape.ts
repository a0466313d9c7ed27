// Whether a value that came from a file or a queue is an outcome, whole enough for tables and figures.
import { z } from "zod";
import type { StudyOutcome } from "./outcome.ts";
import { columnType } from "./run-row.ts";

const cell = z.union([z.string(), z.number(), z.boolean()]);
const seed = z.int().nonnegative();
const gaps = z.array(z.number().nullable());

const curve = z
  .object({
    round: z.array(z.number()),
    optimality_gap: gaps,
    worst_gap: gaps,
    policy_consensus: gaps,
    bytes: z.array(z.number()),
  })
  .refine((columns) => new Set(Object.values(columns).map(({ length }) => length)).size === 1);

/** What a table's column of each type takes beside null. */
const fits = {
  INT64: Number.isSafeInteger,
  DOUBLE: (value: unknown) => typeof value === "number",
  BOOLEAN: (value: unknown) => typeof value === "boolean",
  STRING: (value: unknown) => typeof value === "string",
};

const row = z
  .record(z.string(), cell.nullable())
  .refine((values) =>
    Object.entries(values).every(([name, value]) => value === null || fits[columnType(name)](value)),
  );

const outcome = z.object({
  index: z.int().nonnegative(),
  question: z.string(),
  version: z.string(),
  point: z.record(z.string(), cell),
  seeds: z.object({ graph: seed, world: seed, learning: seed }),
  runId: z.string().nullable(),
  status: z.enum(["finished", "stopped", "diverged", "failed"]),
  error: z.string().nullable(),
  row,
  curve,
  seconds: z.number().nonnegative(),
});

/** Whether a value has all that an outcome has, each of its type. */
export function isOutcome(value: unknown): value is StudyOutcome {
  return outcome.safeParse(value).success;
}
