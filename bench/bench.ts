// Prints a table: whole rounds of FedNPG without metrics, here and in NumPy, both on one thread.
// Usage: node bench/bench.ts [A B C D] [--profile]
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Measurement } from "./measure.ts";
import { findPython } from "./peer.ts";
import { type ProblemSize, sizes } from "./problems.ts";
import { shown, type Times } from "./statistics.ts";

const run = promisify(execFile);

const columns = [
  ["", 2],
  ["N", 6],
  ["S", 4],
  ["A", 2],
  ["ms/round", 9],
  ["best", 7],
  ["NumPy ms", 9],
  ["best", 7],
  ["ratio", 7],
  ["of best", 8],
  ["target", 7],
  ["MB", 5],
  ["max |Δπ|", 9],
] as const;

function row({ name, agents, side, stay, target }: ProblemSize, measurement: Measurement): string[] {
  const { hearsay, memory, peer } = measurement;
  const ratio = (which: keyof Times) =>
    peer === undefined ? "" : `${(peer.times[which] / hearsay[which]).toFixed(2)}x`;
  return [
    name,
    String(agents),
    String(side * side),
    stay ? "5" : "4",
    shown(hearsay.median),
    shown(hearsay.best),
    peer === undefined ? "absent" : shown(peer.times.median),
    peer === undefined ? "" : shown(peer.times.best),
    ratio("median"),
    ratio("best"),
    `${target}x`,
    memory.toFixed(0),
    peer === undefined ? "" : peer.difference.toExponential(1),
  ];
}

function details(name: string, { profile, peer }: Measurement): string[] {
  const lines = peer === undefined ? [] : [`${name}: NumPy's fastest here: ${peer.choices}`];
  if (profile === undefined) return lines;
  const parts = Object.entries(profile).map(
    ([part, time]) => `${part} ${shown(time)} ms (${((100 * time) / profile.round).toFixed(0)} %)`,
  );
  return [...lines, `${name}: ${parts.join(", ")}`];
}

function print(cells: readonly string[]): void {
  console.log(cells.map((cell, k) => cell.padStart(columns[k]![1])).join(" "));
}

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const profile = process.argv.includes("--profile") ? ["--profile"] : [];
const python = findPython();
const peerFlag = python === undefined ? [] : [`--python=${python.command}`];
console.log(`Node ${process.versions.node} on ${cpus()[0]?.model ?? "an unnamed processor"}`);
console.log(python?.versions ?? "no Python with NumPy and SciPy: bench/README.md names the packages");
print(columns.map(([title]) => title));
const notes: string[] = [];
for (const size of sizes) {
  if (chosen.length > 0 && !chosen.includes(size.name)) continue;
  const script = join(import.meta.dirname, "measure.ts");
  const { stdout } = await run(process.execPath, [script, size.name, ...profile, ...peerFlag]);
  const measurement: Measurement = JSON.parse(stdout);
  print(row(size, measurement));
  notes.push(...details(size.name, measurement));
}
for (const note of notes) console.log(note);
