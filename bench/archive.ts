// The problem as an .npz archive, so that the peer reads the very same numbers.
import { type NpyArray, writeNpz } from "../src/environments/npz.ts";
import type { Problem } from "./problems.ts";

/** The kernel and W as compressed rows, rewards N × S × A, and [S, A, discount, step size]. */
export function archiveOf({ models, mixing, stepSize }: Problem): Uint8Array {
  const { kernel, discount } = models[0]!;
  const { states, actions } = kernel;
  const rows = models.map((_, agent) => mixing.row(agent, 0));
  const offsets = [0];
  for (const { agents } of rows) offsets.push(offsets.at(-1)! + agents.length);
  return writeNpz({
    parameters: vector([states, actions, discount, stepSize]),
    kernel_offsets: vector(kernel.offsets),
    kernel_next: vector(kernel.next),
    kernel_probability: vector(kernel.probability),
    weight_offsets: vector(offsets),
    weight_agents: vector(rows.flatMap(({ agents }) => [...agents])),
    weights: vector(rows.flatMap(({ weights }) => [...weights])),
    rewards: {
      shape: [models.length, states, actions],
      data: joined(models.map(({ reward }) => reward)),
    },
  });
}

function vector(numbers: ArrayLike<number>): NpyArray {
  return { shape: [numbers.length], data: Float64Array.from(numbers) };
}

/** The rows one after the other. */
export function joined(rows: readonly Float64Array[]): Float64Array {
  const length = rows[0]!.length;
  const all = new Float64Array(rows.length * length);
  rows.forEach((row, n) => {
    all.set(row, n * length);
  });
  return all;
}
