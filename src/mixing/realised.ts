// The W that mixing came to where messages were missing, and how much it contracted.
import { nthRoot } from "../math/decay.ts";
import { singularValues } from "../math/dense-spectrum.ts";
import type { AgentId } from "../topology/topology.ts";
import { withAbsentToSelf } from "./missing/present.ts";
import type { Mixing, Weights } from "./mixing.ts";

/** Who was missing at whom in one exchange; agents that missed nobody need not be told. */
export type Gaps = ReadonlyMap<AgentId, ReadonlySet<AgentId>>;

/** Row `agent` of the realised W of a step: the weights of what was missing went to the agent itself. */
export function realisedRow(mixing: Mixing, agent: AgentId, step: number, gaps: Gaps): Weights {
  const missing = gaps.get(agent);
  const row = mixing.row(agent, step);
  return missing === undefined ? row : withAbsentToSelf(row, agent, (source) => !missing.has(source));
}

/** The most agents whose product is formed: it is dense. */
export const mostRealised = 200;

/** The product of the realised W of some exchanges, for up to `mostRealised` agents. */
export class RealisedWindow {
  readonly #mixing: Mixing;
  #product: Float64Array;
  #count = 0;

  constructor(mixing: Mixing) {
    this.#mixing = mixing;
    this.#product = identity(mixing.topology.size);
  }

  /** The number of exchanges. */
  get count(): number {
    return this.#count;
  }

  /** P ← W_step P. */
  add(step: number, gaps: Gaps): void {
    const { size } = this.#mixing.topology;
    const next = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      const { agents, weights } = realisedRow(this.#mixing, i, step, gaps);
      for (let k = 0; k < agents.length; k++) {
        const from = agents[k]! * size;
        for (let j = 0; j < size; j++) next[i * size + j]! += weights[k]! * this.#product[from + j]!;
      }
    }
    this.#product = next;
    this.#count++;
  }

  /**
   * ‖(I − J) P‖₂ to the power 1/count: by how much one exchange of the window has shrunk disagreement at
   * least, in the mean. For a fixed doubly stochastic and normal W it is sigma; 1 for an empty window.
   */
  contraction(): number {
    const { size } = this.#mixing.topology;
    if (this.#count === 0) return 1;
    const centred = this.#product.slice();
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += centred[i * size + j]!;
      for (let i = 0; i < size; i++) centred[i * size + j]! -= sum / size;
    }
    return nthRoot(singularValues(centred, size)[0]!, this.#count);
  }

  /** max |Σ of a column − 1|: by how much the window has moved weight between agents. */
  bias(): number {
    const { size } = this.#mixing.topology;
    let worst = 0;
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += this.#product[i * size + j]!;
      worst = Math.max(worst, Math.abs(sum - 1));
    }
    return worst;
  }
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}
