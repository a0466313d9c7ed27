// The NumPy form of a world of models: an .npz archive with the arrays P (S,A,S) or (N,S,A,S), R (N,S,A),
// start (S) and discount (a scalar).
import { unzipSync } from "fflate";
import { parse } from "npyjs";
import { ScenarioError } from "../error.ts";
import type { Kernel } from "./environment.ts";
import { kernelOf, type Outcome } from "./kernel.ts";
import { checkNames, type ModelFile } from "./model-file.ts";

/** Unpacked archives above this many bytes are refused, so that a small file cannot fill the memory. */
const bytesLimit = 2 ** 31;

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
  const files = unpack(bytes, place);
  checkNames(Object.keys(files), ["P", "R", "start", "discount"], place);
  const array = (name: string): NumberArray => readArray(files[name]!, `${place}, ${name}`);
  const [P, R, start, discount] = [array("P"), array("R"), array("start"), array("discount")];
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

/** An array of numbers in C order. */
interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

function unpack(bytes: Uint8Array, place: string): Record<string, Uint8Array> {
  let size = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ originalSize }) => (size += originalSize) <= bytesLimit,
    });
    if (size <= bytesLimit) {
      return Object.fromEntries(
        Object.entries(files).map(([name, file]) => [name.replace(/\.npy$/, ""), file]),
      );
    }
  } catch (error) {
    throw new ScenarioError(
      place,
      `${bytes.length} bytes`,
      `not a readable archive: ${(error as Error).message}`,
    );
  }
  throw new ScenarioError(place, `${size} bytes when unpacked`, `at most ${bytesLimit} are read`);
}

function readArray(bytes: Uint8Array, place: string): NumberArray {
  let array: ReturnType<typeof parse>;
  try {
    array = parse(bytes.slice().buffer);
  } catch (error) {
    const cause = (error as Error).message;
    throw new ScenarioError(
      place,
      `${bytes.length} bytes`,
      `not a little-endian .npy array of numbers: ${cause}`,
    );
  }
  const { dtype, shape, fortranOrder } = array;
  if (!/^[fiu][1248]$/.test(dtype)) {
    throw new ScenarioError(place, dtype, "the type must be a floating point number or an integer");
  }
  const data = Float64Array.from(array.data as unknown as ArrayLike<number | bigint>, Number);
  if (shape.reduce((product, length) => product * length, 1) !== data.length) {
    throw new ScenarioError(
      place,
      `${data.length} entries`,
      `the header promises the shape (${shape.join(", ")})`,
    );
  }
  return { shape, data: fortranOrder ? fromFortranOrder(data, shape) : data };
}

/** The same array with its last index running fastest instead of its first. */
function fromFortranOrder(data: Float64Array, shape: readonly number[]): Float64Array {
  return data.map((_, position) => {
    let rest = position;
    let stride = data.length;
    let source = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      stride /= shape[axis]!;
      source += (rest % shape[axis]!) * stride;
      rest = Math.floor(rest / shape[axis]!);
    }
    return data[source]!;
  });
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

function misshapen({ shape }: NumberArray, place: string, wanted: string): ScenarioError {
  return new ScenarioError(place, `the shape (${shape.join(", ")})`, `the shape must be ${wanted}`);
}
