// The ways to run an experiment, by the names that `--on` takes.
import { ScenarioError } from "../error.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { lockstep } from "./lockstep.ts";
import type { Runner } from "./runner.ts";
import { threads } from "./threads.ts";
import { networkColumns, virtual } from "./virtual.ts";

/** A way to run an experiment, as `--on` names it. */
export interface Way {
  readonly runner: Runner;
  /** Columns of metrics.csv that other ways do not have. */
  readonly columns: readonly string[];
  /** Whether it goes on from a checkpoint; one that does not begins again, and comes to the same bits. */
  readonly resumes: boolean;
  readonly maximumThreads: number;
}

const onThreads: Runner = (experiment, recorder, options) =>
  ((options.threads ?? 1) > 1 ? threads : lockstep)(experiment, recorder, options);

/** The libraries of real networks are loaded only by runs that need them. */
function onLibp2p(transport: "memory" | "tcp"): Runner {
  return async (experiment, recorder, options) => {
    const { libp2pOver } = await import("./libp2p.ts");
    return libp2pOver(transport)(experiment, recorder, options);
  };
}

/** The name of runs whose peers are processes of their own. */
export const deploymentName = "deploy";

/** The column of metrics.csv that only a real network has. */
export const wireColumns = ["wire_bytes"] as const;

export const ways = {
  lockstep: { runner: onThreads, columns: [], resumes: true, maximumThreads: Number.POSITIVE_INFINITY },
  virtual: { runner: virtual, columns: networkColumns, resumes: false, maximumThreads: 1 },
  libp2p: { runner: onLibp2p("memory"), columns: wireColumns, resumes: false, maximumThreads: 1 },
  "libp2p-tcp": { runner: onLibp2p("tcp"), columns: wireColumns, resumes: false, maximumThreads: 1 },
} satisfies Record<string, Way>;

/** The names of the ways to run. */
export type RunnerName = keyof typeof ways;

export const runnerNames = Object.keys(ways) as readonly RunnerName[];

/** @throws ScenarioError where lockstep would need what it does not keep */
export function requireRule(on: RunnerName, { scenario, missing }: Experiment, threads: number): void {
  if (on !== "lockstep") return;
  for (const name of ["liars", "membership"] as const) {
    const found = scenario.network?.[name].length ?? 0;
    if (found > 0) throw new ScenarioError(`network.${name}`, found, "--on virtual: lockstep has no peers");
  }
  if (missing.isPlain) return;
  const kind = scenario.network?.whenMissing.kind;
  const place = "network.whenMissing.kind";
  if (!missing.isMemoryless)
    throw new ScenarioError(place, kind, "--on virtual: lockstep keeps nothing between exchanges");
  if (threads > 1) throw new ScenarioError("--threads", threads, `1, with network.whenMissing: ${kind}`);
}

/** @throws ScenarioError for what a scenario can ask of virtual time alone */
export function requireReal({ network, missing, algorithm }: Experiment): void {
  if (network?.membership.hasChanges) {
    const refuse = (found: string, allowed: string) => {
      throw new ScenarioError("network.membership", found, `--on virtual: on a real network ${allowed}`);
    };
    if (missing.byColumns)
      refuse("agents that come and go, and sums", "nobody can look into both ends' books of an edge");
    const own = algorithm.tracked?.find(({ tracker }) => !algorithm.shares.includes(tracker));
    if (own !== undefined)
      refuse(`"${own.tracker}", which ${algorithm.name} never mixes`, "a leaver hands over what is mixed");
  }
  if ((network?.crashes.length ?? 0) > 0)
    throw new ScenarioError(
      "network.crashes",
      "crashes at given times",
      "--on virtual: kill a real process",
    );
}

/** @throws ScenarioError where a way to run has no use for so many threads */
export function requireThreads(on: RunnerName, threads: number): void {
  const { maximumThreads } = ways[on];
  if (threads > maximumThreads)
    throw new ScenarioError("--threads", threads, `--on ${on} takes ${maximumThreads} at most`);
}
