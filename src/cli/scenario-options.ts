// What commands about one scenario take to change it before they read it.
import { Option } from "commander";
import type { Overrides } from "../runners/load.ts";
import { collect, wholeNumber } from "./arguments.ts";

/** What they say; without `--set` that is an empty list. */
export type ScenarioFlags = Pick<Overrides, "seed"> & Required<Pick<Overrides, "set">>;

export const seedOption = new Option("--seed <n>", "the scenario's seed").argParser(wholeNumber(0));

export const setOption = new Option(
  "--set <path=value>",
  "change a value, as in --set algorithm.stepSize=0.1 (repeatable)",
)
  .argParser(collect)
  .default([]);
