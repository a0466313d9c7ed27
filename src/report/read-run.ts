// Reads a run folder into what a report is made of.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type NpyArray, readNpz } from "../environments/npz.ts";
import { ScenarioError } from "../error.ts";
import { readBytes, readText } from "../journal/files.ts";
import type { RowEntry } from "../journal/journal.ts";
import { numbersOf } from "../journal/numbers.ts";
import { type Journal, readJournal } from "../journal/read.ts";
import { differingKernels, type RunCertificate } from "../scenario/certify.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { parseJson } from "../topology/files/json.ts";
import type { AgentRow, BiasedLimit, GraphRecord, NetworkRecord, Report, WeightEntry } from "./report.ts";

/** What a report cannot do without. */
const certified = ["agents", "used", "doublyStochastic", "sigma", "sigmaPerRound", "discount"] as const;

/**
 * The report of a run folder, finished or not.
 * @throws ScenarioError where the folder holds no run, or one of its files is damaged
 */
export function readRun(folder: string): Report {
  const journal = readJournal(folder);
  const scenario = readJson<Scenario>(join(folder, "scenario.json"), ["name", "algorithm"]);
  const certificate = readJson<RunCertificate>(join(folder, "certificate.json"), certified);
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
    sharedKernel: journal.rows.every(({ metrics }) => isOfOneKernel(metrics, certificate)),
    theory: theoryOf(scenario, certificate),
    ...networkOf(folder, scenario),
    ...(scenario.network && journal.start.runner !== "lockstep" && { conduct: scenario.network }),
  };
}

/** Where values are not known, as those of agents whose rewards are elsewhere, the certificate says it. */
function isOfOneKernel(metrics: Readonly<Record<string, number>>, { notes }: { notes?: unknown }): boolean {
  if (metrics.value !== undefined) return "optimality_gap" in metrics;
  const isDiffering = Array.isArray(notes) && notes.includes(differingKernels);
  return metrics.policy_consensus === undefined || !isDiffering;
}

function networkOf(folder: string, { network }: Scenario): Pick<Report, "network"> {
  const names = ["links", "packets", "computing", "peers"] as const;
  const paths = names.map((name) => join(folder, `${name}.csv`));
  if (!paths.every((path) => existsSync(path))) return {};
  const tables = paths.map((path, k) => [names[k]!, numbersOf(readText(path))] as const);
  type Tables = Pick<NetworkRecord, (typeof names)[number]>;
  const read = Object.fromEntries(tables) as unknown as Tables;
  return { network: { preset: network?.preset, ...read } };
}

/** The record in a file of the run. @throws ScenarioError where it has none, or not these members */
function readJson<T>(path: string, members: readonly (keyof T & string)[]): T {
  const value = parseJson(readText(path), path) as T;
  for (const name of members) {
    if (typeof value === "object" && value !== null && name in value) continue;
    throw new ScenarioError(`${path}, ${name}`, undefined, "the run folder is damaged: run it again");
  }
  return value;
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

type GraphArrays = Record<"listener" | "source" | "weight" | "step", NpyArray> & {
  readonly positions?: NpyArray;
};

function graphOf(folder: string, size: number): { topology: GraphRecord; weights?: WeightEntry[] } {
  const path = join(folder, "mixing.npz");
  if (!existsSync(path)) return { topology: { size, edges: [] } };
  const arrays = readNpz(readBytes(path), path) as GraphArrays;
  for (const name of ["listener", "source", "weight", "step"] as const) {
    if (arrays[name]?.data.length === arrays.weight?.data.length && arrays[name] !== undefined) continue;
    throw new ScenarioError(`${path}, ${name}`, arrays[name]?.shape, "one number an entry of W");
  }
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

function theoryOf({ algorithm }: Scenario, certificate: RunCertificate): Report["theory"] {
  const { sigmaPerRound, discount, used } = certificate;
  const { stepSize = 0, temperature = 0 } = algorithm as { stepSize?: number; temperature?: number };
  const alpha = temperature > 0 ? Math.max(0, 1 - (stepSize * temperature) / (1 - discount)) : null;
  return { sigma: used ? sigmaPerRound : null, alpha: used ? alpha : null, temperature };
}
