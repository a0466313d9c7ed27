// What a run leaves beside its journal: summary.json, policies.npz, agents.parquet.
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { type NpyArray, writeNpz } from "../environments/npz.ts";
import { haveOneKernel, shapeOf } from "../environments/withheld.ts";
import { stacked } from "../journal/checkpoint.ts";
import { writeWhole } from "../journal/files.ts";
import type { EndEntry, RowEntry, StartEntry } from "../journal/journal.ts";
import { meanOf } from "../math/vectors.ts";
import { meanPolicy } from "../metrics/mean-policy.ts";
import type { Message } from "../mixing/mixing.ts";
import type { RunCertificate } from "../scenario/certify.ts";
import type { Experiment } from "../scenario/experiment.ts";

/** What the results are made of. */
export interface ResultParts {
  readonly folder: string;
  readonly experiment: Experiment;
  readonly start: StartEntry;
  readonly end: EndEntry;
  readonly rows: readonly RowEntry[];
  /** What metrics see of the states the run ended with. */
  readonly views: readonly Message[] | undefined;
  readonly certificate: RunCertificate;
}

/** Writes the results. @throws ScenarioError where the disk refuses */
export function writeResults(parts: ResultParts): void {
  const { folder, experiment, rows, views } = parts;
  if (views !== undefined) writeWhole(join(folder, "policies.npz"), policyArchive(views, experiment));
  writeWhole(join(folder, "agents.parquet"), agentTable(rows));
  writeWhole(join(folder, "summary.json"), `${JSON.stringify(summaryOf(parts), null, 2)}\n`);
}

/** policies.npz: see `finalArrays`. */
export function policyArchive(views: readonly Message[], experiment: Experiment): Uint8Array {
  return writeNpz(finalArrays(views, experiment));
}

/**
 * Final policies: `log_policy` (N,S,A) and `mean_log_policy` (S,A); of plain averaging `values` and
 * `mean_values`.
 */
function finalArrays(views: readonly Message[], { shares }: Experiment): Record<string, NpyArray> {
  const [view] = views;
  const [share] = shares;
  const shape = share && shapeOf(share);
  if (view?.logPolicy !== undefined && shape !== undefined) {
    const { states, actions } = shape;
    const mean = meanPolicy(
      views.map(({ logPolicy }) => logPolicy!),
      actions,
    );
    return {
      log_policy: { shape: [views.length, states, actions], data: stacked(views, "logPolicy").data },
      mean_log_policy: { shape: [states, actions], data: mean.log },
    };
  }
  return Object.fromEntries(
    Object.keys(view ?? {}).flatMap((name) => {
      const mean = meanOf(views.map((other) => other[name]!));
      return [
        [name, stacked(views, name)],
        [`mean_${name}`, { shape: [mean.length], data: mean }],
      ] as const;
    }),
  );
}

/** One row per measured round and agent: round, agent, and every per-agent column of the metrics. */
function agentTable(rows: readonly RowEntry[]): Uint8Array {
  const count = rows.reduce((sum, { digests }) => sum + digests.length, 0);
  const round = new Int32Array(count);
  const agent = new Int32Array(count);
  const names = Object.keys(rows[0]?.agents ?? {});
  const columns = names.map(() => new Float64Array(count).fill(Number.NaN));
  let at = 0;
  for (const row of rows) {
    const size = row.digests.length;
    round.fill(row.round, at, at + size);
    for (let n = 0; n < size; n++) agent[at + n] = n;
    names.forEach((name, c) => {
      columns[c]!.set(
        (row.agents[name] ?? []).map((value) => value ?? Number.NaN),
        at,
      );
    });
    at += size;
  }
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: "round", data: round, type: "INT32" },
      { name: "agent", data: agent, type: "INT32" },
      ...names.map((name, c) => ({ name, data: columns[c]!, type: "DOUBLE" as const })),
    ],
  });
  return new Uint8Array(buffer);
}

function summaryOf({ experiment, start, end, rows, certificate }: ResultParts): Record<string, unknown> {
  const last = rows.at(-1);
  const { scenario, shares } = experiment;
  const exchanges = certificate.used ? exchangesOf(experiment, last?.messages ?? 0) : 0;
  return {
    name: scenario.name,
    claim: scenario.claim,
    runId: start.runId,
    scenarioDigest: start.scenarioDigest,
    status: end.status,
    ...(end.reason === undefined ? {} : { reason: end.reason }),
    rounds: end.round,
    agents: scenario.agents,
    learners: shares.length,
    sharedKernel: haveOneKernel(experiment.world),
    ...last?.metrics,
    messages: last?.messages ?? 0,
    bytes: last?.bytes ?? 0,
    ...(scenario.mixing.kind === "uniform" ? { server_messages: 2 * scenario.agents * exchanges } : {}),
    digest: last?.digest ?? null,
    sigma: certificate.sigma,
    spectralRadius: certificate.spectralRadius,
    doublyStochastic: certificate.doublyStochastic,
    version: start.version,
    node: start.node,
  };
}

/** How many exchanges cost so many messages on the complete graph. */
function exchangesOf({ mixing: { topology } }: Experiment, messages: number): number {
  const edges = topology.size * (topology.size - 1);
  return edges === 0 ? 0 : messages / edges;
}
