// Prints a table: rounds of peers over libp2p beside bare rings of js-libp2p streams and of TCP sockets.
// Usage: npm run bench:network [-- 4096 65536]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { deployWay } from "../../src/runners/deployment/deploy.ts";
import { experimentAt } from "../../src/runners/load.ts";
import { run } from "../../src/runners/run.ts";
import { peerRing, scenarioOf } from "./peers.ts";
import { bareRing, rawRing } from "./rings.ts";

const payloads = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [4096, 65_536, 1_600_000];
const program = resolve(import.meta.dirname, "../../src/cli/hearsay.ts");
const widths = [9, 10, 9, 9, 11, 9, 7, 9];

/** Rounds that take about a second or two. */
function roundsFor(size: number, bytes: number): number {
  return Math.max(30, Math.min(400, Math.round(2e8 / (size * (bytes + 20_000)))));
}

function print(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell, k) => cell.padStart(widths[k]!)).join(" ")}\n`);
}

/** The best of some, which suffers least where the machine has other work. */
async function best(measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let k = 0; k < 3; k++) times.push(await measure());
  return Math.min(...times);
}

async function inOneProcess(size: number, bytes: number, transport: "memory" | "tcp"): Promise<void> {
  const rounds = roundsFor(size, bytes);
  const peers = await best(() => peerRing(size, bytes, rounds, transport));
  const bare = await best(() => bareRing(size, bytes, rounds, transport));
  const raw = transport === "tcp" ? await best(() => rawRing(size, bytes, rounds)) : undefined;
  print([
    `${size}`,
    transport,
    String(bytes),
    peers.toFixed(2),
    ((2000 * size) / peers).toFixed(0),
    bare.toFixed(2),
    `${(peers / bare).toFixed(2)}x`,
    raw?.toFixed(2) ?? "",
  ]);
}

/** A process for each of eight peers; milliseconds per round between the first and the last row. */
async function inProcesses(bytes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "hearsay-bench-"));
  const path = join(folder, "s.yaml");
  const rounds = roundsFor(32, bytes);
  writeFileSync(
    path,
    stringify({ ...scenarioOf(8, bytes, rounds), measure: { every: Math.ceil(rounds / 5) } }),
  );
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
    const lines = readFileSync(join(runFolder, "timings.csv"), "utf8").trimEnd().split("\n").slice(2);
    const [first, last] = [lines[0]!, lines.at(-1)!].map((line) => line.split(",").map(Number));
    const peers = (1000 * (last![1]! - first![1]!)) / (last![0]! - first![0]!);
    print(["8", "processes", String(bytes), peers.toFixed(2), (16_000 / peers).toFixed(0), "", "", ""]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

print(["peers", "over", "bytes", "ms/round", "messages/s", "bare", "ratio", "raw TCP"]);
for (const bytes of payloads) {
  for (const size of [16, 200]) {
    if (size * bytes > 10 ** 8) continue;
    for (const transport of ["memory", "tcp"] as const) await inOneProcess(size, bytes, transport);
  }
  await inProcesses(bytes);
}
