// hearsay init: a commented scenario, or study, to start from.
import { existsSync } from "node:fs";
import { Command } from "commander";
import { ScenarioError } from "../error.ts";
import { writeWhole } from "../journal/files.ts";
import { scenarioJsonSchema } from "../scenario/json-schema.ts";
import { builtIn } from "../scenario/registry.ts";
import { studyJsonSchema } from "../scenario/study/study-json-schema.ts";

/** What is written: the file, the schema beside it, and the command that uses it. */
interface Start {
  readonly file: string;
  readonly schemaName: string;
  readonly schema: () => object;
  readonly text: string;
  readonly next: string;
}

const scenario: Start = {
  file: "scenario.yaml",
  schemaName: "hearsay.schema.json",
  schema: () => scenarioJsonSchema(builtIn),
  next: "run it with: hearsay run",
  text: `# yaml-language-server: $schema=./hearsay.schema.json
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
`,
};

const study: Start = {
  file: "study.yaml",
  schemaName: "hearsay-study.schema.json",
  schema: () => studyJsonSchema(builtIn),
  next: "see what it comes to with: hearsay study --dry-run",
  text: `# yaml-language-server: $schema=./hearsay-study.schema.json
name: first-study               # names the folder of its results
claim: The larger sigma, the more rounds eight agents need to a gap
scenario:                       # what varies: the path of a scenario, or one written out
  name: first-study
  agents: 8
  rounds: 400
  topology: { kind: ring }
  environment: { kind: path-grid, size: 6, discount: 0.95 }
  algorithm: { kind: fednpg, stepSize: 0.5, temperature: 0.05 }

vary:                           # axes: any path of the scenario; all are crossed
  topology:
    - { kind: path }
    - { kind: ring }
    - { kind: erdos-renyi, probability: 0.4 }
    - { kind: complete }
  algorithm.stepSize: { logspace: { from: 0.01, to: 1, count: 5 } }

seeds: { graph: 3 }             # three graphs where graphs are drawn; also world and learning
except:                         # combinations to leave out
  - { topology.kind: path, algorithm.stepSize: 1 }
gaps: [1e-1, 1e-2, 1e-3]        # rounds and bytes are reported to these optimality gaps
`,
};

export const initCommand = new Command("init")
  .description("write a commented scenario or study and the schema that lets editors complete it")
  .argument("[file]", "what to write (default: scenario.yaml, or study.yaml)")
  .option("--study", "a study in place of a scenario")
  .action((named: string | undefined, flags: { readonly study?: boolean }) => {
    const start = flags.study === true ? study : scenario;
    const file = named ?? start.file;
    if (existsSync(file)) throw new ScenarioError(file, "a file that exists", "name a new file");
    writeWhole(file, start.text);
    writeWhole(beside(file, start.schemaName), `${JSON.stringify(start.schema(), null, 2)}\n`);
    process.stdout.write(`wrote ${file}; ${start.next} ${file}\n`);
  });

/** A file of that name in the same folder. */
function beside(file: string, name: string): string {
  return file.replace(/[^\\/]*$/, name);
}
