// Sums, signs and symmetry of W: what must hold before any spectrum means something.
import { genericVector } from "../math/generic-vector.ts";
import type { LinearOperator } from "../math/linear-operator.ts";
import type { MixingWindow, StepMatrix } from "./window.ts";

/** How far a row or column sum may be from 1. */
export const SUM_TOLERANCE = 1e-9;

/** How far two entries that should be equal may differ. */
const ENTRY_TOLERANCE = 1e-12;

/** The row or column whose sum is farthest from 1, the first of them on a tie. */
export interface WorstSum {
  readonly agent: number;
  readonly sum: number;
  readonly step: number;
}

/** What holds for every step of the window; symmetry and normality are those of the window's product. */
export interface Stochasticity {
  readonly rowStochastic: boolean;
  readonly columnStochastic: boolean;
  readonly doublyStochastic: boolean;
  readonly nonNegative: boolean;
  readonly symmetric: boolean;
  readonly normal: boolean;
  readonly worstRow: WorstSum;
  readonly worstColumn: WorstSum;
}

/** Examines the sums, signs and symmetry of a window; sums may be off by 1e-9, equal entries by 1e-12. */
export function stochasticityOf({ steps, agents, operator }: MixingWindow): Stochasticity {
  const worstRow = worst(steps, agents, "apply");
  const worstColumn = worst(steps, agents, "applyTransposed");
  const rowStochastic = isOne(worstRow.sum);
  const columnStochastic = isOne(worstColumn.sum);
  const symmetric = isSymmetric(operator);
  return {
    rowStochastic,
    columnStochastic,
    doublyStochastic: rowStochastic && columnStochastic,
    nonNegative: steps.every(isNonNegative),
    symmetric,
    normal: symmetric || isNormal(operator),
    worstRow,
    worstColumn,
  };
}

function isOne(sum: number): boolean {
  return Math.abs(sum - 1) <= SUM_TOLERANCE;
}

function worst(
  steps: readonly StepMatrix[],
  agents: number,
  product: "apply" | "applyTransposed",
): WorstSum {
  const ones = new Float64Array(agents).fill(1);
  const sums = new Float64Array(agents);
  let found: WorstSum = { agent: 0, sum: 1, step: 0 };
  let distance = -1;
  steps.forEach(({ operator }, step) => {
    operator[product](ones, sums);
    sums.forEach((sum, agent) => {
      // A sum that is no number is farther from 1 than any other.
      const away = Number.isNaN(sum) ? Number.POSITIVE_INFINITY : Math.abs(sum - 1);
      if (away <= distance + ENTRY_TOLERANCE) return;
      distance = away;
      found = { agent, sum, step };
    });
  });
  return found;
}

function isNonNegative(step: StepMatrix): boolean {
  const weights = step.kind === "sparse" ? step.matrix.values : step.row.weights;
  return weights.every((weight) => weight >= -ENTRY_TOLERANCE);
}

/** W x = Wᵀ x for a vector x without structure, which only a symmetric W satisfies. */
function isSymmetric(operator: LinearOperator): boolean {
  const x = genericVector(operator.size);
  const forward = new Float64Array(operator.size);
  const backward = new Float64Array(operator.size);
  operator.apply(x, forward);
  operator.applyTransposed(x, backward);
  return areEqual(forward, backward);
}

/** Wᵀ W x = W Wᵀ x for a vector x without structure, which only a normal W satisfies. */
function isNormal(operator: LinearOperator): boolean {
  const x = genericVector(operator.size);
  const between = new Float64Array(operator.size);
  const forward = new Float64Array(operator.size);
  const backward = new Float64Array(operator.size);
  operator.apply(x, between);
  operator.applyTransposed(between, forward);
  operator.applyTransposed(x, between);
  operator.apply(between, backward);
  return areEqual(forward, backward);
}

function areEqual(x: Float64Array, y: Float64Array): boolean {
  return x.every((entry, i) => Math.abs(entry - y[i]) <= ENTRY_TOLERANCE);
}
