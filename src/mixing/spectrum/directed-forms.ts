// Closed forms of directed families: circulants have the Fourier modes as eigenvectors, so they are normal.
import type { Choice, ClosedForm } from "./closed-form.ts";
import { normalForm, symmetricForm } from "./closed-form.ts";

/** The paper's ring: every agent hears the next, weights ½ and ½; sigma = cos(π/N). */
export function directedRingForm(agents: number): ClosedForm {
  if (agents === 2) return symmetricForm(1, 1);
  return normalForm(2 * Math.sin(Math.PI / (2 * agents)) ** 2);
}

/** W = ½ at 2i and 2i + 1 (mod N): J after log₂ N exchanges, but ‖W − J‖₂ = 1 for N ≥ 4. */
export function debruijnForm(agents: number): ClosedForm | undefined {
  if (agents < 4 || !Number.isInteger(agents) || (agents & (agents - 1)) !== 0) return undefined;
  return { sigma: 1, oneMinusSigma: 0, spectralRadius: 0, lambda2: null, lambdaMin: null };
}

/**
 * Equal weights on oneself and on fixed offsets (2^0, 2^1, … < N for `exponential`; the option `offsets`,
 * both ways unless `directed`, for `circulant`): |λ_j|² over the Fourier modes j = 1 … N/2.
 */
export function circulantForm(family: Choice, agents: number): ClosedForm | undefined {
  const offsets = offsetsOf(family, agents);
  if (offsets === undefined) return undefined;
  const modes = Math.floor(agents / 2);
  const mirrored = new Set(offsets);
  if (!offsets.every((offset) => mirrored.has((agents - offset) % agents))) {
    let gap = 1;
    for (let mode = 1; mode <= modes; mode++) gap = Math.min(gap, modeGap(offsets, mode, agents));
    return normalForm(gap);
  }
  let smallest = 2;
  let largest = 0;
  for (let mode = 1; mode <= modes; mode++) {
    const gap = realModeGap(offsets, mode, agents);
    smallest = Math.min(smallest, gap);
    largest = Math.max(largest, gap);
  }
  return symmetricForm(smallest, largest);
}

/** 1 − λ = (1/n) Σ (1 − cos θ_o) of one mode of a symmetric circulant, n = 1 + number of offsets. */
function realModeGap(offsets: readonly number[], mode: number, agents: number): number {
  let loss = 0;
  for (const offset of offsets) loss += turnLoss(offset, mode, agents);
  return loss / (offsets.length + 1);
}

/**
 * 1 − |λ| of one mode from 1 − |λ|² = (2/n²) Σ_{a<b} (1 − cos(θ(a − b))), n = 1 + number of offsets, 0
 * included.
 */
function modeGap(offsets: readonly number[], mode: number, agents: number): number {
  const hops = [0, ...offsets];
  let loss = 0;
  for (let a = 0; a < hops.length; a++) {
    for (let b = 0; b < a; b++) loss += turnLoss(hops[a] - hops[b], mode, agents);
  }
  const squareGap = (2 * loss) / hops.length ** 2;
  return squareGap / (1 + Math.sqrt(Math.max(1 - squareGap, 0)));
}

/** 1 − cos(2π·hop·mode/N) as 2 sin², which keeps its digits near 0. */
function turnLoss(hop: number, mode: number, agents: number): number {
  const half = Math.sin((Math.PI * ((hop * mode) % agents)) / agents);
  return 2 * half * half;
}

function offsetsOf(family: Choice, agents: number): readonly number[] | undefined {
  if (family.kind === "exponential") {
    const hops: number[] = [];
    for (let hop = 1; hop < agents; hop *= 2) hops.push(hop);
    return hops;
  }
  const { offsets, directed } = family;
  if (!Array.isArray(offsets) || !offsets.every((offset) => Number.isInteger(offset))) return undefined;
  const forward = offsets.map((offset: number) => ((offset % agents) + agents) % agents);
  const all = directed === true ? forward : forward.flatMap((hop) => [hop, (agents - hop) % agents]);
  return [...new Set(all)].filter((hop) => hop !== 0);
}
