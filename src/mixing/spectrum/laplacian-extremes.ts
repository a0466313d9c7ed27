// Smallest non-zero and largest eigenvalue of the graph Laplacian of undirected families.
import type { Choice } from "./closed-form.ts";

/** Extremes of the Laplacian spectrum and what rules with one constant edge weight need. */
export interface LaplacianExtremes {
  /** μ₂ */
  readonly smallest: number;
  /** μ_N */
  readonly largest: number;
  readonly maxDegree: number;
  /** Every agent has the largest degree. */
  readonly regular: boolean;
  /** Every edge touches an agent of the largest degree, so Metropolis weights are all 1/(1 + maxDegree). */
  readonly constant: boolean;
}

/** Laplacian extremes of `agents` ≥ 2 agents, or undefined for a family without a closed form here. */
export function laplacianExtremes(family: Choice, agents: number): LaplacianExtremes | undefined {
  switch (family.kind) {
    case "ring":
      return agents < 3 ? pathExtremes(agents) : regular(ringLow(agents), ringHigh(agents), 2);
    case "path":
      return pathExtremes(agents);
    case "complete":
      return regular(agents, agents, agents - 1);
    case "star":
      if (agents < 3) return pathExtremes(agents);
      return { smallest: 1, largest: agents, maxDegree: agents - 1, regular: false, constant: true };
    case "hypercube":
      return regular(2, 2 * Math.round(log2(agents)), Math.round(log2(agents)));
    case "torus":
      return latticeExtremes(family, agents, true);
    case "grid":
      return latticeExtremes(family, agents, false);
    default:
      return undefined;
  }
}

function regular(smallest: number, largest: number, maxDegree: number): LaplacianExtremes {
  return { smallest, largest, maxDegree, regular: true, constant: true };
}

function pathExtremes(agents: number): LaplacianExtremes {
  if (agents === 2) return regular(2, 2, 1);
  const extremes = { smallest: pathLow(agents), largest: pathHigh(agents), maxDegree: 2 };
  return { ...extremes, regular: false, constant: true };
}

/** A product of two rings or two paths: eigenvalues are sums. */
function latticeExtremes(family: Choice, agents: number, closed: boolean): LaplacianExtremes | undefined {
  const { rows, columns } = sidesOf(family, agents);
  if (rows * columns !== agents) return undefined;
  if (closed) {
    if (rows < 3 || columns < 3) return undefined;
    return regular(ringLow(Math.max(rows, columns)), ringHigh(rows) + ringHigh(columns), 4);
  }
  if (rows === 1 || columns === 1) return pathExtremes(agents);
  const degree = (side: number): number => Math.min(side - 1, 2);
  const maxDegree = degree(rows) + degree(columns);
  const equal = rows === 2 && columns === 2;
  return {
    smallest: pathLow(Math.max(rows, columns)),
    largest: pathHigh(rows) + pathHigh(columns),
    maxDegree,
    regular: equal,
    constant: equal,
  };
}

/** The sides given, the rest from N; the most square where neither is. */
function sidesOf(family: Choice, agents: number): { readonly rows: number; readonly columns: number } {
  const { rows, columns } = family;
  if (typeof rows === "number") return { rows, columns: agents / rows };
  if (typeof columns === "number") return { rows: agents / columns, columns };
  let side = Math.floor(Math.sqrt(agents));
  while (agents % side !== 0) side--;
  return { rows: side, columns: agents / side };
}

/** 2 − 2 cos(2π/n) */
function ringLow(n: number): number {
  return 4 * square(Math.sin(Math.PI / n));
}

/** 2 − 2 cos(2π⌊n/2⌋/n) */
function ringHigh(n: number): number {
  return n % 2 === 0 ? 4 : 4 * square(Math.cos(Math.PI / (2 * n)));
}

/** 2 − 2 cos(π/n) */
function pathLow(n: number): number {
  return 4 * square(Math.sin(Math.PI / (2 * n)));
}

/** 2 + 2 cos(π/n) */
function pathHigh(n: number): number {
  return 4 * square(Math.cos(Math.PI / (2 * n)));
}

function square(x: number): number {
  return x * x;
}

/** The exponent of a power of two. */
function log2(x: number): number {
  return 31 - Math.clz32(x);
}
