// The NumPy form of a world of models: an .npz archive with the arrays P (S,A,S) or (N,S,A,S), R (N,S,A),
// start (S) and discount (a scalar).
import { ScenarioError } from "../error.ts";
import type { Kernel } from "./environment.ts";
import { kernelOf, type Outcome } from "./kernel.ts";
import { checkNames, type ModelFile } from "./model-file.ts";
import { type NpyArray, readNpz } from "./npz.ts";

/** Whether bytes begin as a zip archive does. */
export function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/**
 * Reads an .npz model. Arrays may hold floating point numbers or integers, in C or Fortran order.
 * @param place the name of the file, as errors should say it
 * @throws ScenarioError where the archive cannot be read, an array is missing, unknown or of another shape
 */
export function readModelArchive(bytes: Uint8Array, place: string): ModelFile {
  const arrays = readNpz(bytes, place);
  checkNames(Object.keys(arrays), ["P", "R", "start", "discount"], place);
  const { P, R, start, discount } = arrays as Record<"P" | "R" | "start" | "discount", NpyArray>;
  if (start.shape.length !== 1) throw misshapen(start, `${place}, start`, "(S,)");
  const states = start.shape[0]!;
  if (R.shape.length !== 3 || R.shape[1] !== states || R.data.length === 0) {
    throw misshapen(R, `${place}, R`, `(N, S, A) with S = ${states}`);
  }
  const [agents, , actions] = R.shape as [number, number, number];
  const dense = [states, actions, states];
  const shared = sameShape(P.shape, dense);
  if (!shared && !sameShape(P.shape, [agents, ...dense])) {
    throw misshapen(P, `${place}, P`, `(${dense.join(", ")}), or (${[agents, ...dense].join(", ")})`);
  }
  if (discount.data.length !== 1) throw misshapen(discount, `${place}, discount`, "()");
  const kernel = (agent: number, whose: string): Kernel =>
    kernelOf(states, actions, denseRows(P.data, agent * states * actions, states, actions), whose);
  return {
    discount: discount.data[0]!,
    initial: start.data,
    rewards: Array.from({ length: agents }, (_, agent) =>
      R.data.slice(agent * states * actions, (agent + 1) * states * actions),
    ),
    kernels: shared
      ? kernel(0, `${place}, agent 0 (and all others: one kernel)`)
      : Array.from({ length: agents }, (_, agent) => kernel(agent, `${place}, agent ${agent}`)),
  };
}

function denseRows(P: Float64Array, firstRow: number, states: number, actions: number) {
  return (state: number, action: number): Outcome[] => {
    const at = (firstRow + state * actions + action) * states;
    const row: Outcome[] = [];
    for (let next = 0; next < states; next++) if (P[at + next] !== 0) row.push([next, P[at + next]!]);
    return row;
  };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

function misshapen({ shape }: NpyArray, place: string, wanted: string): ScenarioError {
  return new ScenarioError(place, `the shape (${shape.join(", ")})`, `the shape must be ${wanted}`);
}
