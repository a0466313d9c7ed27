// hearsay peer <scenario>: one peer of a scenario, or a few, in a process of their own.
import { appendFileSync, existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { ScenarioError } from "../error.ts";
import { fileError, makeFolder } from "../journal/files.ts";
import type { EndEntry } from "../journal/journal.ts";
import { timeOfDay } from "../runners/clock.ts";
import { type ChildMessage, stopMessage } from "../runners/deployment/child.ts";
import { peerJournalName } from "../runners/deployment/peer-folder.ts";
import { experimentAt } from "../runners/load.ts";
import { certifyRun } from "../runners/run.ts";
import { requireData } from "../scenario/agent-data.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { numberBetween } from "./arguments.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { type ScenarioFlags, seedOption, setOption } from "./scenario-options.ts";

interface Flags extends ScenarioFlags {
  readonly agent: readonly number[];
  readonly peers: string;
  readonly listen?: string;
  readonly key?: string;
  readonly out: string;
  readonly data?: string;
  readonly checkpointEvery: number;
  readonly linger: number;
}

export const peerCommand = new Command("peer")
  .description("run one peer of a scenario over the network; it comes back from its checkpoint")
  .argument("<scenario>", "scenario file")
  .requiredOption("--agent <i>", "which agent; several as in 0-3,7", agentList)
  .requiredOption("--peers <file>", "hosts.yaml: where every agent listens")
  .option("--listen <multiaddr>", "where to listen, if not at the address that others dial")
  .option("--key <file>", "the agent's key, if not the seed's")
  .option("--out <folder>", "where its folder goes: <folder>/<name>/<run id>/peers/<i>", "runs")
  .addOption(seedOption)
  .addOption(setOption)
  .option(
    "--data <path>",
    "the agent's own data, agent.json; a folder of agent-<i>.json for several agents",
  )
  .option("--checkpoint-every <s>", "seconds between checkpoints", numberBetween(-1e-9, 1e9), 5)
  .option(
    "--linger <s>",
    "seconds to stay for neighbours that are not done",
    numberBetween(-1e-9, 1e9),
    600,
  )
  .action(host);

async function host(path: string, flags: Flags): Promise<void> {
  const { experiment } = await experimentAt(path, { ...flags, dataOf: flags.agent });
  requireAgents(flags, experiment.shares.length);
  requireSound(path, experiment, flags.agent);
  const { readHosts, checkedAddress, readKey } = await import("../runners/deployment/hosts.ts");
  const { deploymentFolder, hostPeers } = await import("../runners/deployment/host-process.ts");
  const hosts = await readHosts(flags.peers, experiment.shares.length, experiment.scenario.seed);
  const out = resolve(flags.out);
  const runFolder = deploymentFolder(experiment, out);
  const folders = flags.agent.map((agent) => join(runFolder, "peers", String(agent)));
  const made = folders.map((folder) => [folder, makeFolder(folder)] as const);
  const say = (agent: number, text: string) => {
    const line = `${timeOfDay()} agent ${agent}: ${text}\n`;
    appendLine(join(runFolder, "peers", String(agent), "log.txt"), line);
    process.stderr.write(line);
  };
  const interrupts = listenForEnd();
  try {
    const ends = await hostPeers({
      experiment,
      agents: flags.agent,
      hosts,
      ...(flags.listen !== undefined && { listen: checkedAddress(flags.listen, "--listen") }),
      ...(flags.key !== undefined && { key: readKey(flags.key) }),
      out,
      checkpointSeconds: flags.checkpointEvery,
      lingerSeconds: flags.linger,
      interrupt: interrupts.signal,
      onReports(reports) {
        if (process.connected) process.send?.({ reports } satisfies ChildMessage, () => {});
      },
      onEvent: (agent, { event, other, detail, count }) => {
        const whom = other === undefined ? "" : ` agent ${other}`;
        say(agent, `${event}${whom}${detail && `: ${detail}`}${count > 1 ? ` (${count} times)` : ""}`);
      },
      onNote: say,
    });
    for (const [k, agent] of flags.agent.entries()) say(agent, endText(ends[k]!));
    process.exitCode = exitCodeOf(ends);
  } catch (error) {
    for (const [folder, topmost] of made.toReversed()) removeUnused(folder, topmost);
    throw error;
  } finally {
    interrupts.end();
    if (process.connected) process.disconnect();
  }
}

function endText({ status, round, reason }: EndEntry): string {
  return `${status} after round ${round}${reason === "left" ? ": left" : ""}`;
}

/** A supervisor's word ends the process as Ctrl-C does, and so does the supervisor's death. */
function listenForEnd() {
  if (process.send === undefined)
    return listenForInterrupts(
      () => {},
      () => {},
    );
  const controller = new AbortController();
  const ignore = () => {};
  // On a terminal Ctrl-C reaches the whole group; who ends what is for the supervisor to say.
  process.on("SIGINT", ignore);
  process.on("SIGTERM", () => controller.abort());
  process.on("disconnect", () => controller.abort());
  process.on("message", (message) => {
    if (message === stopMessage) controller.abort();
  });
  return { signal: controller.signal, end: () => void process.off("SIGINT", ignore) };
}

/** Removes what was made for a peer that has not set out, and what is then empty of the folders above. */
function removeUnused(folder: string, topmost: string | undefined): void {
  if (topmost === undefined || existsSync(join(folder, peerJournalName))) return;
  rmSync(folder, { recursive: true, force: true });
  for (let above = folder; above !== topmost; ) {
    above = dirname(above);
    if (readdirSync(above).length > 0) return;
    rmdirSync(above);
  }
}

function appendLine(path: string, line: string): void {
  try {
    appendFileSync(path, line);
  } catch (error) {
    // A log that the disk refuses stops nobody.
    process.stderr.write(`${(fileError(error, path, "write") as Error).message}\n`);
  }
}

function requireSound(path: string, experiment: Experiment, agents: readonly number[]): void {
  try {
    requireData(experiment, agents);
    certifyRun(experiment);
  } catch (error) {
    throw error instanceof ScenarioError ? error.foundIn(path) : error;
  }
}

function requireAgents({ agent, listen, key }: Flags, agents: number): void {
  const beyond = agent.find((id) => id >= agents);
  if (beyond !== undefined) throw new ScenarioError("--agent", beyond, `agents from 0 to ${agents - 1}`);
  const single = listen !== undefined ? "--listen" : "--key";
  if (agent.length > 1 && (listen ?? key) !== undefined)
    throw new ScenarioError(single, listen ?? key, "one agent in the process");
}

function exitCodeOf(ends: readonly EndEntry[]): number {
  if (ends.some(({ status }) => status === "diverged")) return 1;
  return ends.some(({ status }) => status === "interrupted") ? 130 : 0;
}

/** "0-3,7" */
function agentList(text: string): number[] {
  const agents = text.split(",").flatMap((part) => {
    const [, from, to] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part) ?? [];
    if (from === undefined || Number(to ?? from) < Number(from))
      throw new InvalidArgumentError("allowed are agents such as 3, 0-3 or 0-3,7.");
    return Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, k) => Number(from) + k);
  });
  return [...new Set(agents)].sort((a, b) => a - b);
}
