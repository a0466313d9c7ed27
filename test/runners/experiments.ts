// Experiments from raw scenarios, and a recorder that keeps what a runner reports in memory.
import { agentDigest, rowDigest } from "../../src/journal/state-digest.ts";
import type { Measurement } from "../../src/metrics/metric.ts";
import { lockstep } from "../../src/runners/lockstep.ts";
import { withMixer } from "../../src/runners/measured-row.ts";
import type { Recorder, Runner, Snapshot, Traffic } from "../../src/runners/runner.ts";
import { buildExperiment, type Experiment, prepareMetrics } from "../../src/scenario/experiment.ts";
import { builtIn, type Registry } from "../../src/scenario/registry.ts";
import { resolveScenario } from "../../src/scenario/scenario.ts";
import { copies, type Rows } from "../algorithms/simulation.ts";

/** A small scenario of every section, to be changed where a test needs it. */
export const small = {
  name: "small",
  seed: 3,
  agents: 4,
  rounds: 12,
  topology: { kind: "ring" },
  mixing: { kind: "metropolis" },
  environment: { kind: "garnet", states: 5, actions: 3, branching: 3, discount: 0.9 },
  algorithm: { kind: "fednpg", stepSize: 0.05, temperature: 0.1 },
};

/** The experiment of a raw scenario; `files` are the only files there are. */
export function experimentOf(
  raw: Record<string, unknown>,
  files: Readonly<Record<string, string | Uint8Array>> = {},
  registry: Registry = builtIn,
): Experiment {
  return buildExperiment(resolveScenario(raw, registry), registry, (path) => {
    const content = files[path] ?? "";
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  });
}

/** One measured round. */
export interface Seen {
  readonly round: number;
  readonly rows: Rows;
  readonly traffic: Traffic;
  readonly digest: string;
  readonly row: Readonly<Record<string, number | undefined>>;
  readonly agents: Readonly<Record<string, Float64Array>>;
}

/** Runs an experiment, in lockstep unless told, and keeps every measured round. */
export async function collect(experiment: Experiment, runner: Runner = lockstep): Promise<Seen[]> {
  const metrics = prepareMetrics(experiment, { honestOnly: runner !== lockstep });
  const seen: Seen[] = [];
  const recorder: Recorder = {
    record({ round, states, views, traffic, columns, mixers }: Snapshot) {
      const found = metrics.map((metric) => metric.measure(views));
      const merged = (part: (measurement: Measurement) => object | undefined) =>
        Object.assign({}, ...found.map(part)) as never;
      seen.push({
        round,
        rows: copies(states),
        traffic,
        digest: rowDigest(states.map((state, n) => agentDigest(withMixer(state, mixers?.[n])))),
        row: Object.assign(
          merged(({ row }) => row),
          columns,
        ),
        agents: merged(({ agents }) => agents),
      });
      return false;
    },
    pass: () => false,
    save: () => {},
  };
  await runner(experiment, recorder, {});
  return seen;
}
