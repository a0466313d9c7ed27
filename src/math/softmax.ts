// The softmax of every row of a table.
import { exp } from "./exponential.ts";
import { log } from "./logarithm.ts";

/**
 * Writes the logarithms and the probabilities of rows ∝ exp(logits), `actions` entries a row; all arrays are
 * equally long, and each is written after `logits` has been read.
 */
export type Softmax = (
  logits: Float64Array,
  actions: number,
  logs: Float64Array,
  probabilities: Float64Array,
) => void;

/**
 * By log-sum-exp; the probabilities fall out of the same exponentials. Three sweeps over all rows: tight
 * loops over whole arrays pipeline better than short loops over states.
 */
export const softmaxRows: Softmax = (logits, actions, logs, probabilities) => {
  subtractRowMaxima(logits, actions, logs);
  for (let i = 0; i < logs.length; i++) probabilities[i] = exp(logs[i]!);
  for (let row = 0; row < logs.length; row += actions) {
    const end = row + actions;
    let sum = 0;
    for (let i = row; i < end; i++) sum += probabilities[i]!;
    const logSum = log(sum);
    const inverse = 1 / sum;
    for (let i = row; i < end; i++) {
      logs[i]! -= logSum;
      probabilities[i]! *= inverse;
    }
  }
};

function subtractRowMaxima(logits: Float64Array, actions: number, out: Float64Array): void {
  for (let row = 0; row < logits.length; row += actions) {
    const end = row + actions;
    let top = logits[row]!;
    for (let i = row + 1; i < end; i++) if (logits[i]! > top) top = logits[i]!;
    for (let i = row; i < end; i++) out[i] = logits[i]! - top;
  }
}
