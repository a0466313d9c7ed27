// The ends of the Laplacian's spectrum: what best-constant and laplacian need to know of a graph.
// Lanczos's three-term recurrence on the complement of the kernel, without reorthogonalisation: copies of converged
// eigenvalues do no harm where only the ends are wanted.
import { ScenarioError } from "../../error.ts";
import type { StepGraph } from "./step-graph.ts";
import { largestEigenvalue, lastEntryOfSmallest, smallestEigenvalue } from "./tridiagonal.ts";

/** The ends of the spectrum of a Laplacian, its kernel left out. */
export interface LaplacianRange {
  /** Smallest non-zero eigenvalue: mu_2 of a connected graph, the least mu_2 of the components of another. */
  readonly smallest: number;
  /** Largest eigenvalue mu_N. */
  readonly largest: number;
}

/** Ritz pairs are accepted at this residual, relative to mu_N; it bounds the error of either end. */
const tolerance = 1e-11;

/**
 * mu_2 and mu_N, each to an absolute error of at most 1e-11 mu_N (usually its square), in O(edges) per iteration; both
 * 0 for a graph without edges.
 *
 * @throws ScenarioError where 20,000 iterations do not reach that (graphs like a ring of 10^5)
 */
export function laplacianRange(graph: StepGraph, kind: string): LaplacianRange {
  if (graph.neighbours.length === 0) return { smallest: 0, largest: 0 };
  const sizes = new Int32Array(graph.components);
  for (const component of graph.component) sizes[component]!++;
  const recurrence = new Recurrence(graph, sizes);
  for (let check = 10; ; check = Math.ceil(1.2 * check)) {
    const stopped = recurrence.advance(check);
    const range = recurrence.range(stopped);
    if (range !== undefined) return range;
    if (recurrence.steps >= 20_000) throw unresolved(kind, graph.size);
  }
}

class Recurrence {
  readonly #graph: StepGraph;
  readonly #sizes: Int32Array;
  readonly #diagonal: number[] = [];
  readonly #offDiagonal: number[] = [];
  #previous: Float64Array;
  #current: Float64Array;

  constructor(graph: StepGraph, sizes: Int32Array) {
    this.#graph = graph;
    this.#sizes = sizes;
    this.#previous = new Float64Array(graph.size);
    this.#current = Float64Array.from({ length: graph.size }, (_, agent) => scatter(agent));
    centre(this.#current, graph.component, sizes);
    scale(this.#current, 1 / norm(this.#current));
  }

  get steps(): number {
    return this.#diagonal.length;
  }

  /** Goes on to `steps` steps; true where the Krylov space is exhausted before. */
  advance(steps: number): boolean {
    while (this.steps < steps) {
      const next = timesLaplacian(this.#graph, this.#current);
      const a = dot(next, this.#current);
      const before = this.#offDiagonal.at(-1) ?? 0;
      for (let i = 0; i < next.length; i++) {
        next[i] = next[i]! - a * this.#current[i]! - before * this.#previous[i]!;
      }
      // Rounding brings the kernel back; it would grow into a false smallest eigenvalue.
      centre(next, this.#graph.component, this.#sizes);
      const b = norm(next);
      this.#diagonal.push(a);
      this.#offDiagonal.push(b);
      if (b < 1e-13 * Math.max(a, before)) return true;
      scale(next, 1 / b);
      this.#previous = this.#current;
      this.#current = next;
    }
    return false;
  }

  /** Both ends where they are good enough. */
  range(exhausted: boolean): LaplacianRange | undefined {
    const off = this.#offDiagonal;
    const smallest = smallestEigenvalue(this.#diagonal, off);
    const largest = largestEigenvalue(this.#diagonal, off);
    if (exhausted) return { smallest, largest };
    const residual = off.at(-1)!;
    const negated = this.#diagonal.map((a) => -a);
    const above = residual * lastEntryOfSmallest(negated, off, -largest, largest);
    if (above > tolerance * largest) return undefined;
    // mu_2 lies between 0 and its Ritz value, so that a small one is known well enough.
    if (smallest <= tolerance * largest) return { smallest, largest };
    const below = residual * lastEntryOfSmallest(this.#diagonal, off, smallest, largest);
    return below > tolerance * largest ? undefined : { smallest, largest };
  }
}

/** A number in (−1, 1) that looks random, so that no eigenvector is missed: a fixed integer hash of the agent. */
function scatter(agent: number): number {
  let hash = Math.imul(agent + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) / 0x80000000;
}

function timesLaplacian({ size, offsets, neighbours }: StepGraph, x: Float64Array): Float64Array {
  const y = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) sum += x[i]! - x[neighbours[k]!]!;
    y[i] = sum;
  }
  return y;
}

/** Takes from each entry the mean over its component: the kernel of the Laplacian. */
function centre(x: Float64Array, component: Int32Array, sizes: Int32Array): void {
  const means = new Float64Array(sizes.length);
  for (let i = 0; i < x.length; i++) means[component[i]!]! += x[i]!;
  for (let c = 0; c < means.length; c++) means[c]! /= sizes[c]!;
  for (let i = 0; i < x.length; i++) x[i]! -= means[component[i]!]!;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

const norm = (x: Float64Array): number => Math.sqrt(dot(x, x));

function scale(x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i]! *= factor;
}

function unresolved(kind: string, agents: number): ScenarioError {
  const allowed =
    "the Laplacian's spectrum of this graph is too fine to resolve; take metropolis or max-degree";
  return new ScenarioError("mixing.kind", `${kind} for ${agents} agents`, allowed);
}
