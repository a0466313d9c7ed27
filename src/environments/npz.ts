// NumPy's .npz archives: named arrays of numbers, read and written.
import { unzipSync, zipSync } from "fflate";
import { dump, parse } from "npyjs";
import { ScenarioError } from "../error.ts";

/** Unpacked archives above this many bytes are refused, so that a small file cannot fill the memory. */
const bytesLimit = 2 ** 31;

/** An array of numbers in C order. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/**
 * Reads every array of an .npz archive.
 * @param place the name of the file, as errors should say it
 * @throws ScenarioError where the archive or an array cannot be read
 */
export function readNpz(bytes: Uint8Array, place: string): Record<string, NpyArray> {
  const files = Object.entries(unpack(bytes, place));
  return Object.fromEntries(files.map(([name, file]) => [name, readArray(file, `${place}, ${name}`)]));
}

/** An .npz archive of float64 arrays, uncompressed as `numpy.savez` writes it: equal arrays, equal bytes. */
export function writeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, { shape, data }]) => {
    return [`${name}.npy`, new Uint8Array(dump(data, [...shape]))];
  });
  // Archives state local time: in universal time the earliest date they know is too early west of Greenwich.
  const mtime = new Date(1980, 0, 1);
  return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { level: 0, mtime });
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

function readArray(bytes: Uint8Array, place: string): NpyArray {
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
