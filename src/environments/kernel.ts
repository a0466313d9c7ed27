// Transition kernels in compressed rows: checked construction and comparison.
import { ScenarioError } from "../error.ts";
import { checkSum, improbable, isProbability } from "./distribution.ts";
import type { Kernel } from "./environment.ts";

/** One way a transition can end: the next state and its probability. */
export type Outcome = readonly [next: number, probability: number];

/** One entry of a kernel: P(next | state, action) = probability. */
export type Transition = readonly [state: number, action: number, next: number, probability: number];

/**
 * The kernel whose row (s, a) holds `outcomes(s, a)`, in any order. Rows are used as given, never
 * renormalised; only entries of probability 0 are left out.
 * @param place where the numbers come from; errors append state and action
 * @throws ScenarioError where a next state is none of 0 … S−1 or given twice, a probability is negative
 * or not finite, or a row does not sum to 1 within 1e-9
 */
export function kernelOf(
  states: number,
  actions: number,
  outcomes: (state: number, action: number) => readonly Outcome[],
  place: string,
): Kernel {
  const offsets = new Int32Array(states * actions + 1);
  const next: number[] = [];
  const probability: number[] = [];
  for (let row = 0; row < states * actions; row++) {
    const [state, action] = [Math.floor(row / actions), row % actions];
    const here = `${place}, state ${state}, action ${action}`;
    for (const [target, weight] of checkedRow(outcomes(state, action), states, here)) {
      next.push(target);
      probability.push(weight);
    }
    offsets[row + 1] = next.length;
  }
  return {
    states,
    actions,
    offsets,
    next: Int32Array.from(next),
    probability: Float64Array.from(probability),
  };
}

/**
 * The kernel with these entries, in any order; what is not listed has probability 0.
 * @throws ScenarioError as `kernelOf`, and where a state or an action is out of range
 */
export function kernelFromTransitions(
  states: number,
  actions: number,
  transitions: readonly Transition[],
  place: string,
): Kernel {
  const rows: Outcome[][] = Array.from({ length: states * actions }, () => []);
  for (const [state, action, next, probability] of transitions) {
    if (!isIndex(state, states)) throw outside(`${place}, state`, state, states);
    if (!isIndex(action, actions)) throw outside(`${place}, state ${state}, action`, action, actions);
    rows[state * actions + action]!.push([next, probability]);
  }
  return kernelOf(states, actions, (state, action) => rows[state * actions + action]!, place);
}

/** The same kernels, with one object for all that hold the same numbers: the first of them. */
export function shareEqualKernels(kernels: readonly Kernel[]): Kernel[] {
  const shared = new Map<Kernel, Kernel>();
  const alike = new Map<number, Kernel[]>();
  return kernels.map((kernel) => {
    const known = shared.get(kernel);
    if (known !== undefined) return known;
    const candidates = alike.get(fingerprint(kernel)) ?? [];
    const first = candidates.find((other) => equalKernels(other, kernel)) ?? kernel;
    if (first === kernel) alike.set(fingerprint(kernel), [...candidates, kernel]);
    shared.set(kernel, first);
    return first;
  });
}

/** A number that equal kernels have in common, so that few pairs need comparing. */
function fingerprint({ next, probability }: Kernel): number {
  let sum = 0;
  for (let k = 0; k < next.length; k++) sum += (k + 1) * (next[k]! + 1) * probability[k]!;
  return sum;
}

/** Whether two kernels hold the same numbers. */
export function equalKernels(a: Kernel, b: Kernel): boolean {
  if (a === b) return true;
  return (
    a.states === b.states &&
    a.actions === b.actions &&
    equal(a.offsets, b.offsets) &&
    equal(a.next, b.next) &&
    equal(a.probability, b.probability)
  );
}

function checkedRow(outcomes: readonly Outcome[], states: number, place: string): Outcome[] {
  const row = [...outcomes].sort(([a], [b]) => a - b);
  let sum = 0;
  row.forEach(([next, probability], k) => {
    if (!isIndex(next, states)) throw outside(`${place}, next state`, next, states);
    if (!isProbability(probability)) throw improbable(`${place}, next state ${next}`, probability);
    if (k > 0 && row[k - 1]![0] === next) {
      throw new ScenarioError(`${place}, next state`, next, "it is listed twice; list it once");
    }
    sum += probability;
  });
  checkSum(sum, place);
  return row.filter(([, probability]) => probability > 0);
}

function isIndex(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}

function outside(place: string, index: number, count: number): ScenarioError {
  return new ScenarioError(place, index, `it must be a whole number from 0 to ${count - 1}`);
}

function equal(a: Int32Array | Float64Array, b: Int32Array | Float64Array): boolean {
  return a.length === b.length && a.every((value, k) => value === b[k]);
}
