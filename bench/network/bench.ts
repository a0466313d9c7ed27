// Prints a table: rounds of peers over libp2p beside bare rings of js-libp2p streams and of TCP sockets.
// Usage: npm run bench:network [-- 4096 65536]
import { peerRing } from "./peers.ts";
import { bareProcesses, deployedRing } from "./processes.ts";
import { bareRing, rawRing } from "./rings.ts";

const payloads = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [4096, 65_536, 1_600_000];
const widths = [9, 10, 9, 9, 11, 9, 7, 9];

/** Rounds that take about a second or two; three where a single one does. */
function roundsFor(size: number, bytes: number): number {
  if (size * bytes > 10 ** 8) return 3;
  return Math.max(30, Math.min(400, Math.round(2e8 / (size * (bytes + 20_000)))));
}

function print(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell, k) => cell.padStart(widths[k]!)).join(" ")}\n`);
}

interface Row {
  readonly size: number;
  readonly over: string;
  readonly bytes: number;
  /** Milliseconds per round, three times each. */
  readonly peers: () => Promise<number>;
  readonly bare: () => Promise<number>;
  readonly raw?: (() => Promise<number>) | undefined;
}

/** The best of three of each, in turn: it suffers least where the machine has other work. */
async function compare({ size, over, bytes, peers, bare, raw }: Row): Promise<void> {
  const best = [peers, bare, ...(raw ? [raw] : [])].map((measure) => ({
    measure,
    ms: Number.POSITIVE_INFINITY,
  }));
  for (let turn = 0; turn < 3; turn++)
    for (const side of best) side.ms = Math.min(side.ms, await side.measure());
  const [own, other, sockets] = best.map(({ ms }) => ms);
  print([
    ...[`${size}`, over, `${bytes}`, own!.toFixed(2), ((2000 * size) / own!).toFixed(0)],
    ...[other!.toFixed(2), `${(own! / other!).toFixed(2)}x`, sockets?.toFixed(2) ?? ""],
  ]);
}

function inOneProcess(size: number, bytes: number, transport: "memory" | "tcp"): Promise<void> {
  const rounds = roundsFor(size, bytes);
  return compare({
    ...{ size, over: transport, bytes },
    peers: () => peerRing(size, bytes, rounds, transport),
    bare: () => bareRing(size, bytes, rounds, transport),
    raw: transport === "tcp" ? () => rawRing(size, bytes, rounds) : undefined,
  });
}

/** A process for each of eight peers. */
function inProcesses(bytes: number): Promise<void> {
  const rounds = roundsFor(32, bytes);
  return compare({
    ...{ size: 8, over: "processes", bytes },
    peers: () => deployedRing(8, bytes, rounds),
    bare: () => bareProcesses(8, bytes, rounds),
  });
}

print(["peers", "over", "bytes", "ms/round", "messages/s", "bare", "ratio", "raw TCP"]);
for (const bytes of payloads) {
  for (const size of [16, 200]) {
    for (const transport of ["memory", "tcp"] as const) await inOneProcess(size, bytes, transport);
  }
  await inProcesses(bytes);
}
