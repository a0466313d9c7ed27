// One scenario on real hosts with a relay between them, and in virtual time with the same lines: how long
// a round takes here and there.
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setPriority, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { median } from "../../src/math/median.ts";
import { mergeWay } from "../../src/runners/deployment/merge-way.ts";
import { peerTimingsName } from "../../src/runners/deployment/peer-folder.ts";
import { experimentAt } from "../../src/runners/load.ts";
import { run } from "../../src/runners/run.ts";
import { scheduleOf } from "../../src/runners/schedule.ts";
import { expectedBits, journalBits, peersFolder } from "../runners/deployment/processes.ts";
import { Hosts } from "./hosts.ts";
import type { Road } from "./lines.ts";
import { type Carried, RelayedHosts } from "./relayed-hosts.ts";

const program = resolve(import.meta.dirname, "../../src/cli/hearsay.ts");

/** Rounds at the beginning that are not looked at: TCP starts slowly, and so does compiled code. */
const warm = 10;

/** Of the peers' processes, as of `nice`. */
const peerPriority = -20;

/** What is run. */
export interface Trial {
  readonly name: string;
  readonly agents: number;
  /** Rounds that are looked at. */
  readonly rounds: number;
  readonly topology: "ring" | "star";
  /** Bytes of numbers in a message. */
  readonly bytes: number;
  /** Exchanges in a round. */
  readonly exchanges?: number;
  /** The lines between the hosts. */
  readonly road: Road;
  /** The algorithm of TCP; reno unless told. */
  readonly congestion?: string;
}

/** What was found on real hosts. */
export interface Found {
  /**
   * Median of the milliseconds from one round to the next, a round being done when the slowest peer has
   * passed it.
   */
  readonly medianMs: number;
  /** What the relay has carried, where there was one. */
  readonly carried: Carried | undefined;
  /** Rows of the merged journal. */
  readonly bits: readonly object[];
  readonly expectedBits: readonly object[];
  /** What went wrong, in words of the processes. */
  readonly errors: string;
}

/** A line from one end of the trial's graph to another, as an edge list with milliseconds. */
function edgeList({ agents, topology, road }: Trial): string {
  const ends = Array.from({ length: topology === "ring" ? agents : agents - 1 }, (_, k) =>
    topology === "ring" ? [k, (k + 1) % agents] : [0, k + 1],
  );
  const latency = ([a, b]: readonly number[]) =>
    (road.others?.find(({ between }) => between.includes(a!) && between.includes(b!)) ?? road.line)
      .latencyMs;
  return ["source,target,weight", ...ends.map((end) => `${end.join()},${latency(end)}`)].join("\n");
}

/** The trial as a scenario, with the road as its links. */
function scenarioOf(trial: Trial, computingMs: number) {
  const { name, agents, rounds, bytes, exchanges = 1, road } = trial;
  const queue = (bytesPerSecond: number | undefined) =>
    bytesPerSecond === undefined ? undefined : { kind: "queue", bytesPerSecond, framing: "libp2p" };
  return {
    name,
    agents,
    rounds: warm + rounds,
    measure: { every: 1 },
    topology: { kind: "file", path: "edges.csv" },
    mixing: { kind: "metropolis", gossipRounds: exchanges },
    environment: { kind: "values", dimension: bytes / 8 },
    algorithm: { kind: "averaging" },
    network: {
      links: {
        uplink: queue(road.uplink),
        bandwidth: queue(road.line.bytesPerSecond),
        latency: { kind: "edge-attribute", attribute: "weight" },
        order: { kind: "in-order" },
      },
      agents: { computing: { kind: "constant", ms: computingMs } },
    },
  };
}

/** Does something with the trial's files. */
async function withFiles<T>(trial: Trial, computingMs: number, act: (path: string) => Promise<T>) {
  const folder = mkdtempSync(join(tmpdir(), "hearsay-trial-"));
  try {
    const path = join(folder, "s.yaml");
    writeFileSync(path, stringify(scenarioOf(trial, computingMs)));
    writeFileSync(join(folder, "edges.csv"), edgeList(trial));
    return await act(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function steps(seconds: readonly number[]): number[] {
  const late = seconds.slice(warm);
  return late.slice(1).map((second, k) => 1000 * (second - late[k]!));
}

/** Milliseconds of a round in virtual time: the median. */
export function predictedMs(trial: Trial, computingMs: number): Promise<number> {
  return withFiles(trial, computingMs, async (path) => {
    const { experiment } = await experimentAt(path);
    return median(steps((await scheduleOf(experiment)).seconds));
  });
}

/** Runs a peer on each of the trial's hosts, with a relay between them. */
export async function byRelay(trial: Trial): Promise<Found> {
  const hosts = await RelayedHosts.make(trial.agents, trial.road, trial.congestion);
  return onHosts(trial, hosts);
}

/** Runs a peer on each of the trial's hosts, as fast as cables and machine can. */
export async function byCable(trial: Trial): Promise<Found> {
  return onHosts(trial, new Hosts(trial.agents));
}

/** Runs a peer on each host, and takes the hosts away. */
export function onHosts(trial: Trial, hosts: Hosts | RelayedHosts): Promise<Found> {
  return withFiles(trial, 0, async (path) => {
    const out = join(path, "../runs");
    let carried: Carried | undefined;
    let errors = "";
    try {
      errors = await peersEnd(hosts, trial.agents, path, out);
    } finally {
      carried = (await hosts.remove()) ?? undefined;
    }
    const { folder } = await run((await experimentAt(path)).experiment, { way: mergeWay, out });
    const peers = await peersFolder(path, out);
    const times = Array.from({ length: trial.agents }, (_, agent) => steps(secondsIn(peers, agent)));
    const bits = journalBits(folder);
    return {
      medianMs: median(times.flat()),
      carried,
      bits,
      expectedBits: await expectedBits(path),
      errors,
    };
  });
}

/** Starts all peers and waits for their ends; answers what they told. @throws Error where one fails */
async function peersEnd(hosts: Hosts | RelayedHosts, agents: number, path: string, out: string) {
  const numbers = Array.from({ length: agents }, (_, agent) => agent);
  const peers = Object.fromEntries(numbers.map((k) => [k, `/ip4/${hosts.address(k)}/tcp/4001`]));
  const hostsFile = join(path, "../hosts.yaml");
  writeFileSync(hostsFile, stringify({ peers, publish: "none" }));
  let errors = "";
  const ends = numbers.map(async (agent) => {
    const words = [program, "peer", path, "--agent", String(agent), "--peers", hostsFile, "--out", out];
    const child = hosts.start(agent, [...words, "--checkpoint-every", "1e6", "--linger", "60"]);
    // Other work of the machine is not what is measured.
    setPriority(child.pid!, peerPriority);
    child.stderr!.on("data", (chunk) => {
      errors += chunk;
    });
    const [code] = await once(child, "exit");
    return code;
  });
  const codes = await Promise.all(ends);
  if (codes.some((code) => code !== 0)) throw new Error(`peers ended with ${codes}: ${errors}`);
  return errors;
}

/** How long an agent computes in a round: what a round takes where the network takes nothing. */
export class Calibration {
  readonly #known = new Map<string, Promise<number>>();

  /**
   * Milliseconds, for trials that differ in their roads only: the better of two, which suffers less where
   * the
   * machine has other work.
   */
  computingMs({ agents, topology, bytes, exchanges = 1 }: Trial): Promise<number> {
    const key = `${agents}-${topology}-${bytes}-${exchanges}`;
    const road = { line: { latencyMs: 0 } };
    const trial = { name: key, agents, topology, bytes, exchanges, rounds: 40, road };
    const known = this.#known.get(key) ?? bestOfTwo(trial);
    this.#known.set(key, known);
    return known;
  }
}

async function bestOfTwo(trial: Trial): Promise<number> {
  const first = await byCable(trial);
  const second = await byCable(trial);
  return Math.min(first.medianMs, second.medianMs);
}

/** When a peer had passed each round, in seconds of a clock that all peers of this machine share. */
function secondsIn(peers: string, agent: number): number[] {
  const text = readFileSync(join(peers, String(agent), peerTimingsName), "utf8").trimEnd();
  const rows = text
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  // The time of day has milliseconds only: it is read once.
  const began = Date.parse(rows[0]![2]!) / 1000 - Number(rows[0]![1]);
  return rows.map(([, second]) => began + Number(second));
}
