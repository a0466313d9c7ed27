// A study: a scenario and the axes along which it varies, as data. This file is its schema.
import { z } from "zod";
import { checkedBy } from "../refusal.ts";
import { frame } from "../scenario.ts";
import { presetNames } from "./presets.ts";

const range = z.strictObject({
  from: z.number().describe("the first value"),
  to: z.number().describe("the last value"),
  count: z.int().min(2).max(10_000).describe("how many values, both ends included"),
});

const ratioRange = range.extend({
  from: z.number().positive().describe("the first value, above 0"),
  to: z.number().positive().describe("the last value, above 0"),
});

/** One of several members, told to editors as well. */
const rangeForm = z
  .strictObject({
    linspace: range.optional().describe("values in equal steps"),
    logspace: ratioRange.optional().describe("values in equal ratios"),
  })
  .refine(
    (found) => Object.keys(found).length === 1,
    "either linspace or logspace, with its from, to and count",
  )
  .meta({ minProperties: 1, maxProperties: 1 });

const axisValues = z.union([z.array(z.unknown()).min(1), rangeForm]);

const paths = <V extends z.ZodType>(values: V) =>
  z
    .record(z.string(), values)
    .refine((found) => Object.keys(found).length > 0, "at least one path of the scenario")
    .meta({ minProperties: 1 });

const seed = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const seeds = z.union([z.int().min(1).max(10_000), z.array(seed).min(1)]);

/** What a study file, or a preset in its place, can say of axes, seeds, gaps and columns. */
const parts = {
  set: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("values of the scenario that all runs have, by their paths"),
  vary: z
    .record(z.string(), axisValues)
    .optional()
    .describe("axes, by the path of the scenario that they set; all are crossed, the last varies fastest"),
  zip: z
    .array(paths(axisValues))
    .optional()
    .describe("axes of several paths that advance together, crossed with the others"),
  seeds: z
    .strictObject({
      graph: seeds.optional().describe("of topology and mixing: a count k for 1 to k, or a list"),
      world: seeds.optional().describe("of the environment: a count k for 1 to k, or a list"),
      learning: seeds.optional().describe("of the algorithm's draws: a count k for 1 to k, or a list"),
    })
    .optional()
    .describe("seeds that the study repeats over; the scenario's own unless told"),
  except: z
    .array(paths(z.unknown()))
    .optional()
    .describe("combinations to leave out: those that have all the values of one entry"),
  gaps: z
    .array(z.number().positive())
    .min(1)
    .optional()
    .describe("optimality gaps whose rounds and bytes are reported; 0.1, 0.01, 0.001 and 1e-6 unless told"),
  columns: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "columns of metrics.csv that are reported: at the end, and their mean over the last 30 % of rounds",
    ),
};

/** The schema of a study file. */
export const studySchema = z.strictObject({
  name: frame.shape.name.describe("names the folder of its results"),
  claim: z.string().default("").describe("what the study is to show, in words"),
  preset: z
    .enum(presetNames)
    .optional()
    .describe("a ready set of axes; what the file says replaces its parts"),
  scenario: z
    .union([z.string().min(1), z.looseObject({})])
    .describe("what varies: the path of a scenario, relative to the study, or a scenario written out here"),
  ...parts,
});

/** A study as its file says it. */
export type Study = z.infer<typeof studySchema>;

/** The parts of a study that a preset can bring. */
export type StudyParts = Pick<Study, keyof typeof parts>;

/**
 * Checks a raw study.
 * @throws ScenarioError for the first fault
 */
export function readStudy(raw: Record<string, unknown>): Study {
  return checkedBy(studySchema, raw, "");
}
