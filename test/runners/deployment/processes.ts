// Deployments as tests start them: real processes, real TCP, in a folder of the test.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readJournal } from "../../../src/journal/read.ts";
import { deployWay, type PeerStatus } from "../../../src/runners/deployment/deploy.ts";
import { deploymentFolder } from "../../../src/runners/deployment/host-process.ts";
import { experimentAt } from "../../../src/runners/load.ts";
import { lockstep } from "../../../src/runners/lockstep.ts";
import { type RunResult, run } from "../../../src/runners/run.ts";
import { virtual } from "../../../src/runners/virtual.ts";
import type { Experiment } from "../../../src/scenario/experiment.ts";
import { collect } from "../experiments.ts";

const program = resolve(import.meta.dirname, "../../../src/cli/hearsay.ts");

/** What a test may ask of a deployment. */
export interface Wishes {
  readonly processes?: number;
  readonly restarts?: number;
  readonly resume?: boolean;
  readonly checkpointSeconds?: number;
  readonly interrupt?: AbortSignal;
  /** What Node runs in place of the command line. */
  readonly program?: readonly string[];
  readonly onStatus?: (status: readonly PeerStatus[]) => void;
}

/** Deploys the scenario at `path`; run folders go to `out`. */
export async function deployed(path: string, out: string, wishes: Wishes = {}): Promise<RunResult> {
  const { experiment } = await experimentAt(path);
  const { checkpointSeconds = 5, interrupt, processes, onStatus } = wishes;
  const way = deployWay({
    restarts: wishes.restarts ?? 5,
    resume: wishes.resume ?? false,
    ...(processes !== undefined && { processes }),
    ...(onStatus && { onStatus }),
    command: (agents, hosts) => [
      ...[
        ...(wishes.program ?? [program]),
        "peer",
        path,
        "--agent",
        agents.join(","),
        "--peers",
        hosts,
        "--out",
        out,
      ],
      ...["--checkpoint-every", String(checkpointSeconds)],
    ],
  });
  return run(experiment, { way, out, ...(interrupt && { interrupt }) });
}

/** Rounds and digests of an experiment: in lockstep, or where that has no peers in virtual time. */
export async function bitsOf(experiment: Experiment) {
  const { missing, network } = experiment;
  const isPlain = missing.isMemoryless && !network?.membership.hasChanges;
  const seen = await collect(experiment, isPlain ? lockstep : virtual);
  return seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic }));
}

/** `bitsOf` the scenario at `path`. */
export async function expectedBits(path: string) {
  return bitsOf((await experimentAt(path)).experiment);
}

/** Rounds and digests in the journal of a run folder. */
export function journalBits(folder: string) {
  return readJournal(folder).rows.map(({ round, digest, messages, bytes }) => {
    return { round, digest, messages, bytes };
  });
}

/** The folder of the peers of the scenario at `path`. */
export async function peersFolder(path: string, out: string): Promise<string> {
  const { experiment } = await experimentAt(path);
  return join(deploymentFolder(experiment, out), "peers");
}

/** Rows in the journal of a peer, so far. */
export function rowsOf(peers: string, agent: number): number {
  const path = join(peers, String(agent), "journal.jsonl");
  return existsSync(path) ? readFileSync(path, "utf8").split('{"kind":"row"').length - 1 : 0;
}
