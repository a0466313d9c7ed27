// A run whose every number is known in closed form: a ring with weights ⅓, curves that are exactly
// geometric.
import type { MetricRow, Report } from "../../src/report/report.ts";

/** Undirected edges of a ring, each twice. */
export function ringEdges(size: number): [number, number][] {
  return Array.from({ length: size }, (_, i) => (i + 1) % size).flatMap((next, i): [number, number][] => [
    [i, next],
    [next, i],
  ]);
}

/** Rows 0 … rounds with gap 2^−t, consensus 0 at first and 3·0.75^t after, 1000 bytes a round. */
export function geometricRows(rounds: number): MetricRow[] {
  return Array.from({ length: rounds + 1 }, (_, round) => ({
    round,
    value: 5 - 0.5 ** round,
    value_worst: 5 - 2 * 0.5 ** round,
    optimality_gap: 0.5 ** round,
    policy_consensus: round === 0 ? 0 : 3 * 0.75 ** round,
    tracking_error: 0.75 ** round,
    tracking_gap: 1e-15,
    messages: 10 * round,
    bytes: 1000 * round,
  }));
}

/** A finished run of `size` agents on a ring, changed where `changes` says. */
export function sampleReport(size = 8, changes: Partial<Report> = {}): Report {
  const spectrum = Array.from({ length: size }, (_, k) => (1 + 2 * Math.cos((2 * Math.PI * k) / size)) / 3);
  const sigma = (1 + 2 * Math.cos((2 * Math.PI) / size)) / 3;
  return {
    name: "ring-of-eight",
    claim: "Eight agents on a ring reach the common optimum",
    runId: "0123456789abcdef",
    scenario: { name: "ring-of-eight", agents: size, topology: { kind: "ring" } },
    versions: { hearsay: "0.1.0", node: "24.0.0" },
    certificate: {
      sigma,
      spectralRadius: sigma,
      doublyStochastic: true,
      symmetric: true,
      spectrum,
      notes: [],
    },
    topology: { size, edges: ringEdges(size) },
    weights: Array.from({ length: size }, (_, i) =>
      [...new Set([(i + size - 1) % size, i, (i + 1) % size])].map((j) => ({ i, j, w: 1 / 3 })),
    ).flat(),
    metrics: geometricRows(40),
    agents: Array.from({ length: size }, (_, agent) => ({
      round: 40,
      agent,
      disagreement: 0.001 * (agent + 1),
    })),
    state: { status: "finished", rounds: 40 },
    biased: false,
    sharedKernel: true,
    theory: { sigma, alpha: null, temperature: 0 },
    ...changes,
  };
}
