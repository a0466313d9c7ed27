// Rings with a process for every peer: peers of `hearsay deploy`, and bare js-libp2p streams.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { deployWay } from "../../src/runners/deployment/deploy.ts";
import { peerFolderOf, peerTimingsName } from "../../src/runners/deployment/peer-folder.ts";
import { experimentAt } from "../../src/runners/load.ts";
import { run } from "../../src/runners/run.ts";
import { scenarioOf } from "./peers.ts";

const program = resolve(import.meta.dirname, "../../src/cli/hearsay.ts");
const barePeer = resolve(import.meta.dirname, "bare-peer.ts");

/**
 * Milliseconds per round of deployed peers, between the first measured round and the last, of the slowest.
 */
export async function deployedRing(size: number, bytes: number, rounds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "hearsay-bench-"));
  const path = join(folder, "s.yaml");
  const every = Math.ceil(rounds / 5);
  writeFileSync(path, stringify({ ...scenarioOf(size, bytes, 6 * every), measure: { every } }));
  try {
    const { experiment } = await experimentAt(path);
    const way = deployWay({
      restarts: 0,
      resume: false,
      command: (agents, hosts) => [
        ...[program, "peer", path, "--agent", agents.join(), "--peers", hosts, "--out", folder],
        ...["--checkpoint-every", "1e6"],
      ],
    });
    const { folder: runFolder } = await run(experiment, { way, out: folder });
    const times = Array.from({ length: size }, (_, agent) => perRound(peerFolderOf(runFolder, agent)));
    return Math.max(...times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Milliseconds per round in a peer's own timings, from the second row on: before it peers link and warm
 * up.
 */
function perRound(peerFolder: string): number {
  const lines = readFileSync(join(peerFolder, peerTimingsName), "utf8").trimEnd().split("\n").slice(2);
  const [first, last] = [lines[0]!, lines.at(-1)!].map((line) => line.split(",").map(Number));
  return (1000 * (last![1]! - first![1]!)) / (last![0]! - first![0]!);
}

/** Milliseconds per round of a ring of bare streams over TCP, of the slowest process. */
export async function bareProcesses(size: number, bytes: number, rounds: number): Promise<number> {
  const words = (k: number) => [size, k, bytes, rounds].map(String);
  const children = Array.from({ length: size }, (_, k) => fork(barePeer, words(k)));
  try {
    const addresses = await Promise.all(children.map(answer));
    const linked = children.map(answer);
    children.forEach((child, k) => void child.send(addresses[(k + 1) % size]!));
    await Promise.all(linked);
    const times = children.map(answer);
    for (const child of children) child.send("go");
    return Math.max(...(await Promise.all(times)).map(Number));
  } finally {
    for (const child of children) child.kill();
  }
}

/** The next thing a process says. */
async function answer(child: ChildProcess): Promise<string> {
  const [said] = await once(child, "message");
  return said;
}
