// Reads a run folder into what a report is made of.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type NpyArray, readNpz } from "../environments/npz.ts";
import { readBytes, readText } from "../journal/files.ts";
import type { RowEntry } from "../journal/journal.ts";
import { type Journal, readJournal } from "../journal/read.ts";
import type { RunCertificate } from "../scenario/certify.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { AgentRow, BiasedLimit, GraphRecord, Report, WeightEntry } from "./report.ts";

/**
 * The report of a run folder, finished or not.
 * @throws ScenarioError where the folder holds no run
 */
export function readRun(folder: string): Report {
  const journal = readJournal(folder);
  const scenario = readJson<Scenario>(join(folder, "scenario.json"));
  const certificate = readJson<RunCertificate>(join(folder, "certificate.json"));
  const graph = graphOf(folder, certificate.agents);
  const biased = certificate.used && !certificate.doublyStochastic;
  const limit = biased ? limitOf(certificate) : undefined;
  return {
    name: scenario.name,
    claim: scenario.claim,
    runId: journal.start.runId,
    scenario,
    versions: { hearsay: journal.start.version, node: journal.start.node },
    certificate: certificate as unknown as Report["certificate"],
    ...graph,
    metrics: journal.rows.map(metricRow),
    agents: journal.rows.flatMap(agentRows),
    state: stateOf(journal),
    biased,
    ...(limit && { limit }),
    sharedKernel: journal.rows.every(
      ({ metrics }) => metrics.value === undefined || "optimality_gap" in metrics,
    ),
    theory: theoryOf(scenario, certificate),
  };
}

function readJson<T>(path: string): T {
  return JSON.parse(readText(path)) as T;
}

function metricRow({ round, messages, bytes, metrics }: RowEntry): Record<string, number> {
  return { round, ...metrics, messages, bytes };
}

function agentRows({ round, digests, agents }: RowEntry): AgentRow[] {
  return digests.map((_, agent) => {
    const columns = Object.entries(agents).map(([name, values]) => [name, values[agent]]);
    return { round, agent, ...(Object.fromEntries(columns) as Partial<AgentRow>) };
  });
}

function stateOf({ rows, end }: Journal): Report["state"] {
  const rounds = end?.round ?? rows.at(-1)?.round ?? 0;
  return { status: end?.status ?? "interrupted", rounds, ...(end?.reason && { message: end.reason }) };
}

function graphOf(folder: string, size: number): { topology: GraphRecord; weights?: WeightEntry[] } {
  const path = join(folder, "mixing.npz");
  if (!existsSync(path)) return { topology: { size, edges: [] } };
  const arrays = readNpz(readBytes(path), path) as Record<
    "listener" | "source" | "weight" | "step",
    NpyArray
  > & {
    readonly positions?: NpyArray;
  };
  const entries = Array.from(arrays.weight.data, (w, k) => ({
    i: arrays.listener.data[k]!,
    j: arrays.source.data[k]!,
    w,
    step: arrays.step.data[k]!,
  }));
  const edges = new Map(
    entries.filter(({ i, j }) => i !== j).map(({ i, j }) => [j * size + i, [j, i] as const]),
  );
  const positions = arrays.positions === undefined ? {} : { positions: arrays.positions.data };
  return {
    topology: { size, edges: [...edges.values()], ...positions },
    weights: entries.filter(({ step, w }) => step === 0 && w !== 0),
  };
}

function limitOf({ stationaryWeights, rowStochastic }: RunCertificate): BiasedLimit {
  if (stationaryWeights !== null) return { weights: stationaryWeights };
  return rowStochastic ? {} : { statement: "Rows of W do not sum to 1: the agents settle on no average." };
}

function theoryOf({ algorithm }: Scenario, { sigmaPerRound, discount }: RunCertificate): Report["theory"] {
  const { stepSize = 0, temperature = 0 } = algorithm as { stepSize?: number; temperature?: number };
  const alpha = temperature > 0 ? Math.max(0, 1 - (stepSize * temperature) / (1 - discount)) : null;
  return { sigma: sigmaPerRound, alpha, temperature };
}
