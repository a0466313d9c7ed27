// hearsay doctor <scenario>: what would go wrong with its peers, and where.
import { Command } from "commander";
import { ScenarioError } from "../error.ts";
import type { Finding } from "../runners/deployment/doctor.ts";
import { experimentAt } from "../runners/load.ts";
import { certifyRun } from "../runners/run.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { wholeNumber } from "./arguments.ts";
import { type ScenarioFlags, seedOption, setOption } from "./scenario-options.ts";
import { textTable } from "./text-table.ts";

interface Flags extends ScenarioFlags {
  readonly peers?: string;
  readonly agent?: number;
  readonly listen?: string;
  readonly key?: string;
  readonly data?: string;
}

export const doctorCommand = new Command("doctor")
  .description("say what would go wrong with the peers of a scenario, and where")
  .argument("<scenario>", "scenario file")
  .option("--peers <file>", "hosts.yaml: where every agent listens")
  .option(
    "--agent <i>",
    "the agent on this machine: its address, its key and its neighbours",
    wholeNumber(0),
  )
  .option("--listen <multiaddr>", "where it listens, if not at the address that others dial")
  .option("--key <file>", "its key, if not the seed's")
  .addOption(seedOption)
  .addOption(setOption)
  .option("--data <path>", "its own data, agent.json, or a folder of them")
  .action(examine);

async function examine(path: string, flags: Flags): Promise<void> {
  const dataOf = flags.agent === undefined ? {} : { dataOf: [flags.agent] };
  const { experiment } = await experimentAt(path, { ...flags, ...dataOf });
  certifyRun(experiment);
  const { agent, peers } = flags;
  const agents = experiment.shares.length;
  if (agent !== undefined && agent >= agents)
    throw new ScenarioError("--agent", agent, `agents from 0 to ${agents - 1}`);
  if (agent !== undefined && peers === undefined)
    throw new ScenarioError("--peers", undefined, "hosts.yaml, where the agent's neighbours are");
  const { localFindings, placeFindings } = await import("../runners/deployment/doctor.ts");
  const { readHosts, readKey, checkedAddress } = await import("../runners/deployment/hosts.ts");
  const scenario = { what: "scenario", isWell: true, detail: `digest ${experiment.digest.slice(0, 16)}` };
  const findings: Finding[] = [scenario, ...dataFindings(experiment, agent)];
  findings.push(...localFindings(experiment, agent === undefined ? [...Array(agents).keys()] : [agent]));
  if (peers !== undefined) {
    const hosts = await readHosts(peers, agents, experiment.scenario.seed);
    findings.push({ what: peers, isWell: true, detail: `${agents} addresses` });
    if (agent !== undefined) {
      const own = {
        ...(flags.listen !== undefined && { listen: checkedAddress(flags.listen, "--listen") }),
        ...(flags.key !== undefined && { key: readKey(flags.key) }),
      };
      findings.push(...(await placeFindings({ experiment, hosts, id: agent, ...own })));
    }
  }
  const rows = findings.map(({ what, isWell, detail }) => [isWell ? "well" : "ill", what, detail]);
  process.stdout.write(textTable(["", "what", "found"], rows));
  process.exitCode = findings.every(({ isWell }) => isWell) ? 0 : 1;
}

/** Whether an agent's own data, where its world has such, are here. That they fit was found out before. */
function dataFindings({ shares, data }: Experiment, agent: number | undefined): Finding[] {
  if (agent === undefined) return [];
  const what = `agent ${agent}, data`;
  if ("withheld" in shares[agent]!) return [{ what, isWell: false, detail: "not here: --data agent.json" }];
  return data.has(agent) ? [{ what, isWell: true, detail: "they fit the scenario" }] : [];
}
