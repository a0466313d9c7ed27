// The ends of the Laplacian's spectrum: what best-constant and laplacian need to know of a graph.
import { ScenarioError } from "../../error.ts";
import { lanczosExtremes } from "../../math/lanczos.ts";
import { membersOf, type StepGraph } from "./step-graph.ts";

/** The ends of the spectrum of a Laplacian, its kernel left out. */
export interface LaplacianRange {
  /**
   * Smallest non-zero eigenvalue: mu_2 of a connected graph, the least mu_2 of the components of another.
   */
  readonly smallest: number;
  /** Largest eigenvalue mu_N. */
  readonly largest: number;
}

/** Ritz pairs are accepted at this residual, relative to mu_N; it bounds the error of either end. */
const tolerance = 1e-11;

/** The most Lanczos steps for one component. */
const mostIterations = 20_000;

/**
 * mu_2 and mu_N, each to an absolute error of at most 1e-11 mu_N (usually its square), in O(edges) per
 * iteration; both 0 for a graph without edges.
 *
 * @throws ScenarioError where 20,000 iterations do not reach that (graphs like a ring of 10^5)
 */
export function laplacianRange(graph: StepGraph, kind: string): LaplacianRange {
  const place = new Int32Array(graph.size);
  const ranges = membersOf(graph)
    .filter((members) => members.length > 1)
    .map((members) => componentRange(compressed(graph, members, place), kind));
  if (ranges.length === 0) return { smallest: 0, largest: 0 };
  return ranges.reduce((a, b) => ({
    smallest: Math.min(a.smallest, b.smallest),
    largest: Math.max(a.largest, b.largest),
  }));
}

/**
 * One component's neighbour lists: those of i are `neighbours[offsets[i]] … neighbours[offsets[i + 1] − 1]`.
 */
interface Lists {
  readonly offsets: Int32Array;
  readonly neighbours: Int32Array;
}

function componentRange({ offsets, neighbours }: Lists, kind: string): LaplacianRange {
  const size = offsets.length - 1;
  const product = (x: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let k = offsets[i]!; k < offsets[i + 1]!; k++) sum += x[i]! - x[neighbours[k]!]!;
      out[i] = sum;
    }
  };
  let degree = 0;
  for (let i = 0; i < size; i++) degree = Math.max(degree, offsets[i + 1]! - offsets[i]!);
  // mu_N is at least the largest degree plus 1.
  const accepted = tolerance * (degree + 1);
  const { smallest, largest } = lanczosExtremes(product, size, {
    smallest: true,
    largest: true,
    exclude: new Float64Array(size).fill(1 / Math.sqrt(size)),
    // mu_2 lies between 0 and its Ritz value, so that a small one is known well enough.
    tolerance: (value) => (value <= accepted ? Infinity : accepted),
    maxIterations: mostIterations,
  });
  if (!smallest?.converged || !largest?.converged) throw unresolved(kind, size);
  return { smallest: smallest.value, largest: largest.value };
}

/** A component's agents renumbered in ascending order; `place` is room for N numbers. */
function compressed(graph: StepGraph, members: readonly number[], place: Int32Array): Lists {
  const offsets = new Int32Array(members.length + 1);
  members.forEach((agent, k) => {
    place[agent] = k;
    offsets[k + 1] = offsets[k]! + graph.offsets[agent + 1]! - graph.offsets[agent]!;
  });
  const neighbours = new Int32Array(offsets[members.length]!);
  members.forEach((agent, k) => {
    const heard = graph.neighbours.subarray(graph.offsets[agent]!, graph.offsets[agent + 1]!);
    for (let at = 0; at < heard.length; at++) neighbours[offsets[k]! + at] = place[heard[at]!]!;
  });
  return { offsets, neighbours };
}

function unresolved(kind: string, agents: number): ScenarioError {
  const allowed =
    "the Laplacian's spectrum of this graph is too fine to resolve; take metropolis or max-degree";
  return new ScenarioError("mixing.kind", `${kind} for ${agents} agents`, allowed);
}
