// What a network of many peers takes, in seconds and memory: both rows of the scale that Hearsay promises.
// Usage: node bench/network.ts [fednpg averaging]; every row runs in a process of its own.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Recorder } from "../src/runners/runner.ts";
import { virtual } from "../src/runners/virtual.ts";
import { buildExperiment } from "../src/scenario/experiment.ts";
import { builtIn } from "../src/scenario/registry.ts";
import { resolveScenario } from "../src/scenario/scenario.ts";

const rows: Readonly<Record<string, Record<string, unknown>>> = {
  fednpg: {
    name: "fednpg",
    agents: 1000,
    rounds: 100,
    measure: { every: 10 },
    topology: { kind: "random-regular", degree: 3 },
    environment: { kind: "gridworld", rows: 5, columns: 5, discount: 0.95 },
    algorithm: { kind: "fednpg", stepSize: 0.1, temperature: 0.05 },
    network: {
      links: {
        loss: { kind: "independent", probability: 0.1 },
        latency: { kind: "uniform", lowestMs: 10, highestMs: 30 },
      },
      patience: 100,
      whenMissing: { kind: "running-sums" },
    },
  },
  averaging: {
    name: "averaging",
    agents: 100_000,
    rounds: 50,
    measure: { every: 10 },
    topology: { kind: "random-regular", degree: 4 },
    environment: { kind: "values", dimension: 1 },
    algorithm: { kind: "averaging" },
  },
};

const targets: Readonly<Record<string, string>> = { fednpg: "120 s, 2 GB", averaging: "300 s, 2 GB" };

/** MB of objects at which Node collects in earnest: else it lets garbage lie where the machine has memory. */
const heap = 1500;

const nobody: Recorder = { record: () => false, pass: () => false, save: () => {} };

async function measure(name: string): Promise<void> {
  const experiment = buildExperiment(
    resolveScenario(rows[name]!, builtIn),
    builtIn,
    () => new Uint8Array(),
  );
  const began = performance.now();
  const { status } = await virtual(experiment, nobody, {});
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage();
  const { agents, rounds } = experiment.scenario;
  const cells = [
    `${name}: ${agents} peers, ${rounds} rounds, ${status}`,
    `${seconds.toFixed(0)} s (processor ${((user + system) / 1e6).toFixed(0)} s)`,
    `${(process.resourceUsage().maxRSS / 1024 ** 2).toFixed(2)} GB`,
    `target ${targets[name]}`,
  ];
  console.log(cells.join("; "));
}

const [first, ...others] = process.argv.slice(2);
if (first === "--measure") await measure(others[0]!);
else {
  const chosen = first === undefined ? Object.keys(rows) : [first, ...others];
  for (const name of chosen) {
    const self = import.meta.filename;
    const flags = [`--max-old-space-size=${heap}`, self, "--measure", name];
    const { stdout } = await promisify(execFile)(process.execPath, flags);
    process.stdout.write(stdout);
  }
}
