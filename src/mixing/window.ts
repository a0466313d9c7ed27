// One window of a mixing, W_{T−1} … W₁ W₀, as linear operators: T is the period of the topology, 1 where it
// is static.
import type { LinearOperator } from "../math/linear-operator.ts";
import { equalRowsOperator, productOperator } from "../math/linear-operator.ts";
import type { SparseMatrix } from "../math/sparse-matrix.ts";
import { sparseFromRows, transposeOf } from "../math/sparse-matrix.ts";
import { sparseOperator } from "../math/sparse-operator.ts";
import type { Mixing, Weights } from "./mixing.ts";

/** W of one step: sparse, or one row for all agents (a server), which is never written out N times. */
export type StepMatrix = { readonly operator: LinearOperator } & (
  | { readonly kind: "sparse"; readonly matrix: SparseMatrix; readonly transposed: SparseMatrix }
  | { readonly kind: "equal rows"; readonly row: Weights }
);

/** The steps of one window and their product. */
export interface MixingWindow {
  readonly agents: number;
  readonly steps: readonly StepMatrix[];
  /** P = W_{T−1} … W₀: what one window does to a vector. */
  readonly operator: LinearOperator;
}

/** The window of a mixing. */
export function windowOf(mixing: Mixing): MixingWindow {
  const { size, period } = mixing.topology;
  const steps = Array.from({ length: period }, (_, step) => stepMatrix(mixing, step));
  return { agents: size, steps, operator: productOperator(steps.map(({ operator }) => operator)) };
}

function stepMatrix(mixing: Mixing, step: number): StepMatrix {
  const { size } = mixing.topology;
  const row = mixing.row(0, step);
  let equal = size > 1;
  for (let agent = 1; equal && agent < size; agent++) equal = mixing.row(agent, step) === row;
  if (equal) {
    const dense = new Float64Array(size);
    row.agents.forEach((agent, k) => {
      dense[agent] = row.weights[k];
    });
    return { kind: "equal rows", row, operator: equalRowsOperator(dense) };
  }
  const matrix = sparseFromRows(size, (agent) => {
    const { agents, weights } = mixing.row(agent, step);
    return { columns: agents, values: weights };
  });
  const transposed = transposeOf(matrix);
  return { kind: "sparse", matrix, transposed, operator: sparseOperator(matrix, transposed) };
}

/** Calls `visit` for every non-zero entry W[listener][source] of one step, listeners ascending. */
export function forEachEntry(
  step: StepMatrix,
  agents: number,
  visit: (listener: number, source: number, weight: number) => void,
): void {
  if (step.kind === "equal rows") {
    for (let i = 0; i < agents; i++)
      step.row.agents.forEach((j, k) => void visit(i, j, step.row.weights[k]));
    return;
  }
  const { offsets, columns, values } = step.matrix;
  for (let i = 0; i < agents; i++) {
    for (let k = offsets[i]; k < offsets[i + 1]; k++) visit(i, columns[k], values[k]);
  }
}
