// hearsay init: a commented scenario to start from.
import { existsSync } from "node:fs";
import { Command } from "commander";
import { ScenarioError } from "../error.ts";
import { writeWhole } from "../journal/files.ts";
import { scenarioJsonSchema } from "../scenario/json-schema.ts";
import { builtIn } from "../scenario/registry.ts";

const schemaName = "hearsay.schema.json";

const template = `# yaml-language-server: $schema=./${schemaName}
name: first-scenario            # names the folder of its runs: runs/first-scenario/<run id>
claim: Eight agents on a ring reach the common optimum, each seeing only its own reward
seed: 1                         # root of all draws; topology and environment may have seeds of their own
agents: 8
rounds: 200

topology: { kind: ring }        # who may speak to whom        (hearsay list topologies)
mixing: { kind: metropolis }    # the weights W                (hearsay list mixings)
environment:                    # the agents' world            (hearsay list environments)
  kind: path-grid
  size: 6
  discount: 0.95
algorithm:                      # what the agents do           (hearsay list algorithms)
  kind: fednpg
  stepSize: 0.05
  temperature: 0                # above 0: entropy-regularised, stepSize at most (1-discount)/temperature

measure: { every: 1 }           # metrics at round 0, every k-th, and the last
stop: { gap: 1e-6 }             # optional: end once optimality_gap <= gap
`;

export const initCommand = new Command("init")
  .description("write a commented scenario and the schema that lets editors complete it")
  .argument("[file]", "the scenario to write", "scenario.yaml")
  .action((file: string) => {
    if (existsSync(file)) throw new ScenarioError(file, "a file that exists", "name a new file");
    writeWhole(file, template);
    writeWhole(schemaBeside(file), `${JSON.stringify(scenarioJsonSchema(builtIn), null, 2)}\n`);
    process.stdout.write(`wrote ${file}; run it with: hearsay run ${file}\n`);
  });

function schemaBeside(file: string): string {
  return file.replace(/[^\\/]*$/, schemaName);
}
