// hearsay split <scenario>: the same scenario without anybody's rewards, and a file for every agent.
import { resolve } from "node:path";
import { Command } from "commander";
import { ScenarioError } from "../error.ts";
import { experimentAt } from "../runners/load.ts";
import { splitScenario } from "../runners/split.ts";
import { type ScenarioFlags, seedOption, setOption } from "./scenario-options.ts";

interface Flags extends ScenarioFlags {
  readonly out: string;
}

export const splitCommand = new Command("split")
  .description("write a scenario without the agents' rewards, and a file with its own for every agent")
  .argument("<scenario>", "scenario file, of a world of models")
  .requiredOption("--out <folder>", "where it goes: scenario.yaml, kernel.json, data/agent-<i>.json")
  .addOption(seedOption)
  .addOption(setOption)
  .action(async (path: string, flags: Flags) => {
    const origin = await experimentAt(path, flags);
    try {
      const { scenario, data } = splitScenario(origin, resolve(flags.out));
      process.stdout.write(`wrote ${scenario}\nrun it with: hearsay run ${scenario} --data ${data}\n`);
    } catch (error) {
      throw error instanceof ScenarioError ? error.foundIn(path) : error;
    }
  });
