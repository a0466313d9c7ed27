// Prints a table: whole rounds of FedNPG without metrics, here and in NumPy, both on one thread.
// Usage: node bench/bench.ts [A B C D] [--profile]
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Measurement } from "./measure.ts";
import { findPython } from "./peer.ts";
import { type ProblemSize, sizes } from "./problems.ts";
import { shown } from "./statistics.ts";

const run = promisify(execFile);

const columns = ["", "N", "S", "A", "ms/round", "NumPy ms", "ratio", "target", "", "MB", "max |Δπ|"];

function row({ name, agents, side, stay, target }: ProblemSize, { hearsay, memory, peer }: Measurement) {
  const ratio = peer === undefined ? undefined : peer.round / hearsay;
  return [
    name,
    String(agents),
    String(side * side),
    stay ? "5" : "4",
    shown(hearsay),
    peer === undefined ? "absent" : shown(peer.round),
    ratio === undefined ? "" : `${ratio.toFixed(2)}x`,
    `${target}x`,
    ratio === undefined ? "" : ratio >= target ? "reached" : "missed",
    memory.toFixed(0),
    peer === undefined ? "" : peer.difference.toExponential(1),
  ];
}

function details(name: string, { profile, peer, hearsay }: Measurement): string[] {
  const lines = peer === undefined ? [] : [`${name}: NumPy's fastest here: ${peer.choices}`];
  if (profile === undefined) return lines;
  const parts = Object.entries(profile).map(
    ([part, time]) => `${part} ${shown(time)} ms (${((100 * time) / hearsay).toFixed(0)} %)`,
  );
  return [...lines, `${name}: ${parts.join(", ")}`];
}

function print(cells: readonly string[]): void {
  const widths = [2, 6, 4, 2, 9, 9, 7, 7, 8, 6, 9];
  console.log(cells.map((cell, k) => cell.padStart(widths[k]!)).join(" "));
}

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const profile = process.argv.includes("--profile") ? ["--profile"] : [];
const python = findPython();
const peerFlag = python === undefined ? [] : [`--python=${python.command}`];
console.log(`Node ${process.versions.node} on ${cpus()[0]?.model ?? "an unnamed processor"}`);
console.log(python?.versions ?? "no Python with NumPy and SciPy: bench/README.md names the packages");
print(columns);
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
