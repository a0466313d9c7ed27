// hearsay watch <scenario>: looks on while peers run; hearsay key <file>: a key for a peer or an observer.
import { Command } from "commander";
import { seconds } from "../runners/clock.ts";
import { experimentAt } from "../runners/load.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { type KnownPeer, LiveTable, peerTable } from "./live-table.ts";
import { type ScenarioFlags, seedOption, setOption } from "./scenario-options.ts";

interface Flags extends ScenarioFlags {
  readonly peers: string;
  readonly key?: string;
  readonly stop?: boolean;
}

export const watchCommand = new Command("watch")
  .description("look on while the peers of a scenario run, as an observer that hosts.yaml names")
  .argument("<scenario>", "scenario file")
  .requiredOption(
    "--peers <file>",
    "hosts.yaml: where every agent listens; of a deployment, in its run folder",
  )
  .option("--key <file>", "the observer's key, if not the seed's")
  .addOption(seedOption)
  .addOption(setOption)
  .option("--stop", "tell all peers to end, each with a checkpoint")
  .action(look);

export const keyCommand = new Command("key")
  .description("make a key for a peer or an observer, and print its peer id")
  .argument("<file>", "where it goes; one that is there is kept, and its id printed")
  .action(makeKey);

/** How often lines are printed where there is no terminal. */
const everySeconds = 5;

/** How long all peers have to tell of themselves before the first lines. */
const gatheringSeconds = 2;

async function look(path: string, flags: Flags): Promise<void> {
  const { experiment } = await experimentAt(path, flags);
  const { readHosts, readKey } = await import("../runners/deployment/hosts.ts");
  const { sayStop, watch } = await import("../runners/deployment/watch.ts");
  const hosts = await readHosts(flags.peers, experiment.shares.length, experiment.scenario.seed);
  const interrupts = listenForInterrupts(
    () => {},
    () => {},
  );
  const table = process.stdout.isTTY ? new LiveTable(process.stdout) : undefined;
  const lines = plainLines();
  const options = {
    experiment,
    hosts,
    ...(flags.key !== undefined && { key: readKey(flags.key) }),
    interrupt: interrupts.signal,
    onReports: (reports: readonly KnownPeer[]) =>
      table === undefined ? lines(reports) : table.show(reports),
    onUnreachable: (agent: number, reason: string) =>
      void process.stderr.write(`agent ${agent} cannot be reached: ${reason}\n`),
  };
  try {
    if (flags.stop !== true) await watch(options);
    else {
      const reached = await sayStop(options, "an observer said so");
      process.stdout.write(`told ${reached} of ${hosts.addresses.length} peers to end\n`);
      process.exitCode = reached > 0 ? 0 : 1;
    }
  } finally {
    interrupts.end();
  }
  if (interrupts.signal.aborted) process.exitCode = 130;
}

/** Prints the table now and then. */
function plainLines(): (reports: readonly KnownPeer[]) => void {
  let next: number | undefined;
  return (reports) => {
    next ??= seconds() + gatheringSeconds;
    if (seconds() < next) return;
    next = seconds() + everySeconds;
    process.stdout.write(`${peerTable(reports, () => undefined)}\n`);
  };
}

async function makeKey(path: string): Promise<void> {
  const { peerIdFromPrivateKey } = await import("@libp2p/peer-id");
  const { keptKey } = await import("../runners/deployment/keys.ts");
  process.stdout.write(`${peerIdFromPrivateKey(await keptKey(path))}\n`);
}
