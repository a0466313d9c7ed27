// What a measured round says: the digests of all states and the metrics of all views.

import type { State } from "../algorithms/algorithm.ts";
import type { RowEntry } from "../journal/journal.ts";
import { agentDigest, rowDigest, shortHex } from "../journal/state-digest.ts";
import type { Measurement, Metric } from "../metrics/metric.ts";
import type { MixerState } from "../mixing/missing/missing.ts";
import type { AgentId } from "../topology/topology.ts";
import type { Snapshot } from "./runner.ts";

/** The journal's entry of a round. */
export function measuredRow(metrics: readonly Metric[], snapshot: Snapshot): RowEntry {
  const { round, states, views, traffic, columns, mixers, among } = snapshot;
  const digests =
    snapshot.digests ?? states.map((state, agent) => agentDigest(withMixer(state, mixers?.[agent])));
  const measurements = metrics.map((metric) => metric.measure(views));
  return {
    kind: "row",
    round,
    digest: rowDigest(digests),
    ...traffic,
    metrics: { ...rowOf(measurements), ...columns },
    digests: digests.map(shortHex),
    agents: agentsOf(measurements, among, digests.length),
  };
}

function rowOf(measurements: readonly Measurement[]): Record<string, number> {
  const entries = measurements.flatMap(({ row }) => Object.entries(row));
  const found = entries.flatMap(([name, value]) => {
    const kept = journalled(value);
    return kept === null ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(found);
}

function agentsOf(
  measurements: readonly Measurement[],
  among: readonly AgentId[] | undefined,
  size: number,
): Record<string, readonly (number | null)[]> {
  const entries = measurements.flatMap(({ agents }) => Object.entries(agents ?? {}));
  return Object.fromEntries(
    entries.map(([name, values]) => [name, Array.from(spread(values, among, size), journalled)]),
  );
}

/** One value per agent of the run; not a number for those that are not measured. */
function spread(values: Float64Array, among: readonly AgentId[] | undefined, size: number): Float64Array {
  if (among === undefined) return values;
  const all = new Float64Array(size).fill(Number.NaN);
  among.forEach((agent, k) => {
    all[agent] = values[k]!;
  });
  return all;
}

/** What JSON gives back of a number, so that a resumed run writes the same bytes: no −0, no NaN, no ∞. */
function journalled(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value + 0;
}

/** A state together with what the rule for what is missing remembers, under names that no state has. */
export function withMixer(state: State, mixer: MixerState = {}): State {
  const entries = Object.entries(mixer).map(([name, values]) => [`mixing ${name}`, values] as const);
  return entries.length === 0 ? state : { ...state, ...Object.fromEntries(entries) };
}
