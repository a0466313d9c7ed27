// All peers of a scenario as processes of this machine, supervised, and their run put together as it grows.
import { join } from "node:path";
import { peerIdFromPrivateKey } from "@libp2p/peer-id";
import { stringify } from "yaml";
import { ScenarioError } from "../../error.ts";
import { makeFolder, writeWhole } from "../../journal/files.ts";
import { laboratoryObserver } from "../../network/libp2p/identity.ts";
import type { AgentId } from "../../topology/topology.ts";
import { rest } from "../clock.ts";
import type { NamedWay } from "../run.ts";
import type { Outcome, Runner } from "../runner.ts";
import { losesPatience } from "../shortfall.ts";
import { Child, type ChildEnd } from "./child.ts";
import type { PeerReport } from "./hosted-peer-options.ts";
import { Merge } from "./merge.ts";
import { deploymentWay, outcomeOf } from "./merge-way.ts";
import { freePorts } from "./ports.ts";

/** How often the journals are looked at. */
const lookSeconds = 0.1;

/** One peer in the table of a deployment. */
export interface PeerStatus extends PeerReport {
  /** The process that hosts it; undefined while there is none. */
  readonly pid: number | undefined;
  /** How often its process was started again. */
  readonly restarts: number;
}

/** How a deployment is carried out. */
export interface DeployOptions {
  /** The number of processes; one for each agent unless told. */
  readonly processes?: number;
  /** How often a process that dies is started again. */
  readonly restarts: number;
  /** Continues what peers left. */
  readonly resume: boolean;
  /** Node's arguments for a process that hosts these agents, with the hosts in a file. */
  command(agents: readonly AgentId[], hosts: string): readonly string[];
  /** Told whenever a process has said how its peers are. */
  readonly onStatus?: (status: readonly PeerStatus[]) => void;
}

/** A way to run: peers in processes of their own. */
export function deployWay(options: DeployOptions): NamedWay {
  const runner: Runner = async (experiment, recorder, { runFolder, interrupt }) => {
    const { shares, scenario } = experiment;
    const merge = new Merge(runFolder!, experiment, recorder);
    const observer = peerIdFromPrivateKey(await laboratoryObserver(scenario.seed)).toString();
    const cast = { agents: shares.length, observer, losesPatience: losesPatience(experiment) };
    const deployment = await Deployment.start(runFolder!, cast, options);
    try {
      for (;;) {
        merge.goOnWithout(deployment.lost);
        const reached = merge.advance();
        // Who else has diverged is known once all have ended.
        const isDiverged = merge.ends.some((end) => end?.status === "diverged");
        const outcome = isDiverged ? undefined : outcomeOf(merge, scenario.rounds, reached);
        // Nobody need wait for a neighbour any more, which one that has come back could not know.
        if (outcome !== undefined) return outcome;
        if (isDiverged || interrupt?.aborted || deployment.isOver || merge.isHopeless)
          return await cutOff(deployment, merge, scenario.rounds);
        await rest(lookSeconds, deployment.over);
      }
    } finally {
      await deployment.stop();
    }
  };
  return deploymentWay(runner, options.resume);
}

/** What is left of a deployment that was interrupted, or one of whose processes has given up. */
async function cutOff(deployment: Deployment, merge: Merge, rounds: number): Promise<Outcome> {
  await deployment.stop();
  const outcome = outcomeOf(merge, rounds, merge.advance());
  if (outcome === undefined) deployment.requireNoFault();
  return outcome ?? { status: "interrupted", round: merge.round ?? 0 };
}

/** Who takes part. */
interface Cast {
  readonly agents: number;
  /** The peer id of whoever may look on. */
  readonly observer: string;
  /** Whether the others go on when one is lost. */
  readonly losesPatience: boolean;
}

/** The processes. */
class Deployment {
  readonly #children: readonly Child[];
  readonly #reports = new Map<AgentId, PeerReport>();
  readonly #over = new AbortController();
  readonly #ends: (ChildEnd | undefined)[];
  readonly #all: Promise<unknown>;

  static async start(runFolder: string, cast: Cast, options: DeployOptions): Promise<Deployment> {
    const { agents, observer } = cast;
    const ports = await freePorts(agents);
    const addresses = ports.map((port, agent) => [agent, `/ip4/127.0.0.1/tcp/${port}`]);
    const hosts = join(runFolder, "hosts.yaml");
    writeWhole(hosts, stringify({ peers: Object.fromEntries(addresses), observers: [observer] }));
    makeFolder(join(runFolder, "logs"));
    return new Deployment(runFolder, hosts, cast, options);
  }

  private constructor(runFolder: string, hosts: string, cast: Cast, options: DeployOptions) {
    const { agents, losesPatience } = cast;
    const groups = split(agents, Math.min(agents, options.processes ?? agents));
    this.#ends = groups.map(() => undefined);
    this.#children = groups.map((group, k) => {
      return new Child({
        agents: group,
        command: options.command(group, hosts),
        log: join(runFolder, "logs", `process-${k}.log`),
        restarts: options.restarts,
        onReports: (reports) => {
          for (const report of reports) this.#reports.set(report.agent, report);
          options.onStatus?.(this.#status());
        },
      });
    });
    this.#all = Promise.all(
      this.#children.map(async (child, k) => {
        const end = await child.end;
        this.#ends[k] = end;
        const canGoOn = end === "done" || (end === "lost" && losesPatience);
        if (!canGoOn || this.#ends.every((other) => other !== undefined)) this.#over.abort();
      }),
    );
  }

  /** Agents whose processes have died too often. */
  get lost(): readonly AgentId[] {
    return this.#children.flatMap(({ agents }, k) => (this.#ends[k] === "lost" ? agents : []));
  }

  /** Aborted when all processes have ended, or one has without which the others cannot go on. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  async stop(): Promise<void> {
    for (const child of this.#children) child.stop();
    await this.#all;
  }

  /**
   * To be asked where no journal tells of a divergence: then a process with the exit code of one has failed.
   * @throws ScenarioError where a process was refused something, has failed, or died too often
   */
  requireNoFault(): void {
    const at = this.#ends.findIndex((end) => end === "refused" || end === "diverged" || end === "lost");
    if (at < 0) return;
    const { agents, lastLine, deaths } = this.#children[at]!;
    const place = `the process of agent ${agents.join(", ")}`;
    if (this.#ends[at] !== "lost") throw new ScenarioError(place, lastLine, "see its log");
    const found = `${deaths + 1} deaths in a row`;
    throw new ScenarioError(place, found, `at most ${deaths}, by --restarts; see its log`);
  }

  #status(): PeerStatus[] {
    return this.#children.flatMap(({ agents, pid, restarts }) =>
      agents.flatMap((agent) => {
        const report = this.#reports.get(agent);
        return report === undefined ? [] : [{ ...report, pid, restarts }];
      }),
    );
  }
}

/** The agents in groups of about one size, each of neighbouring numbers. */
function split(agents: number, groups: number): AgentId[][] {
  const start = (k: number) => Math.floor((k * agents) / groups);
  return Array.from({ length: groups }, (_, k) =>
    Array.from({ length: start(k + 1) - start(k) }, (_, n) => start(k) + n),
  );
}
