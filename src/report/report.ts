// What a report is made of: plain data in memory, filled by whoever reads a run folder.
import type { ConductChoice } from "../scenario/conduct.ts";

/** An eigenvalue of W: a number where it is real. */
export type Eigenvalue = number | { readonly re: number; readonly im: number };

/**
 * The certificate of W as a flat record. The named members are those the figures use; every other
 * member that is a number, a string or a truth value is shown in the certificate's table under its own
 * name.
 */
export interface CertificateRecord {
  /** ‖W − 11ᵀ/N‖₂. */
  readonly sigma: number | null;
  /** Spectral radius of W − 11ᵀ/N; differs from sigma where W is not normal. */
  readonly spectralRadius?: number | null;
  /** Second largest eigenvalue; null unless W is symmetric. */
  readonly lambda2?: number | null;
  /** Smallest eigenvalue; null unless W is symmetric. */
  readonly lambdaMin?: number | null;
  /** Number of agents whose averaging the graph is worth, in [1, N]. */
  readonly effectiveNeighbours?: number | null;
  readonly doublyStochastic?: boolean;
  readonly symmetric?: boolean;
  /** All N eigenvalues of W, in any order; absent for large N. */
  readonly spectrum?: readonly Eigenvalue[] | null;
  /** Remarks, one sentence each. */
  readonly notes?: readonly string[];
  readonly [other: string]: unknown;
}

/** Who may speak to whom. */
export interface GraphRecord {
  /** The number of agents N. */
  readonly size: number;
  /** Directed edges [source, target]; an undirected edge stands here twice. */
  readonly edges: readonly (readonly [number, number])[];
  /** Coordinates x₀ y₀ x₁ y₁ … where the graph has natural ones. */
  readonly positions?: ArrayLike<number>;
}

/** One non-zero entry of W: agent `i` gives weight `w` to what it hears from agent `j`. */
export interface WeightEntry {
  readonly i: number;
  readonly j: number;
  readonly w: number;
}

/** One row of metrics.csv; a metric that the run does not have is absent. */
export type MetricRow = Readonly<Record<string, number | undefined>>;

/** One agent at one measured round. */
export interface AgentRow {
  readonly round: number;
  readonly agent: number;
  /** ‖log π_n − log π̄‖_∞, or the distance to the mean where there are no policies. */
  readonly disagreement?: number;
  /** Value of the agent's own policy on the mean task. */
  readonly value?: number;
}

/** How a run ended. */
export interface RunState {
  readonly status: "finished" | "stopped" | "interrupted" | "diverged";
  /** The last round that was completed. */
  readonly rounds: number;
  /** Agent, round and array of a run that diverged, or why it was stopped. */
  readonly message?: string;
}

/** What agents really agree on where W is not doubly stochastic. */
export interface BiasedLimit {
  /** One sentence. */
  readonly statement?: string;
  /** Weight of each agent in the limit, length N, sum 1. */
  readonly weights?: readonly number[];
}

/** What the reference curves are drawn from. */
export interface TheoryRecord {
  readonly sigma: number | null;
  /** α = 1 − ητ/(1−γ) of entropy-regularised FedNPG; null at temperature 0 and for other algorithms. */
  readonly alpha: number | null;
  readonly temperature: number;
}

/** A row of a table of numbers, by column; empty cells are NaN. */
export type NumberRow = Readonly<Record<string, number>>;

/** How agents dealt with each other, as the scenario says. */
export type Conduct = ConductChoice;

/** What went over the network of a run in virtual time. */
export interface NetworkRecord {
  /** The preset and what else the scenario says of it; undefined where packets arrive at once. */
  readonly preset: string | undefined;
  /** links.csv: from, to, packets, bytes, lost, duplicates, late, seconds. */
  readonly links: readonly NumberRow[];
  /** packets.csv, the first of them: sent_ms, arrived_ms (NaN where lost), from, to, message, … */
  readonly packets: readonly NumberRow[];
  /** computing.csv, the first of them: agent, from_ms, to_ms. */
  readonly computing: readonly NumberRow[];
  /** peers.csv: agent, rounds, computing_seconds, waiting_seconds, awaited. */
  readonly peers: readonly NumberRow[];
}

/** Everything a report shows of one run. */
export interface Report {
  readonly name: string;
  /** What the scenario claims, in words. */
  readonly claim?: string;
  readonly runId: string;
  /** The resolved scenario, shown as YAML. */
  readonly scenario: unknown;
  readonly versions: Readonly<Record<string, string>>;
  readonly certificate: CertificateRecord;
  readonly topology: GraphRecord;
  /** Non-zero entries of W; drawn as a heat map up to `largestDrawing` agents, as a histogram beyond. */
  readonly weights?: readonly WeightEntry[];
  readonly metrics: readonly MetricRow[];
  readonly agents: readonly AgentRow[];
  readonly state: RunState;
  /** Whether W is not doubly stochastic. */
  readonly biased: boolean;
  readonly limit?: BiasedLimit;
  /**
   * False where the agents' transition kernels differ: then there is no V*, and FedNPG's theory does
   * not hold.
   */
  readonly sharedKernel: boolean;
  readonly theory: TheoryRecord;
  /** Absent where agents had no network, or the scenario says nothing of one. */
  readonly conduct?: Conduct;
  /** Absent where the run was not in virtual time. */
  readonly network?: NetworkRecord;
}

/** Graphs and matrices are drawn up to this N; beyond, histograms stand for them. */
export const largestDrawing = 300;
