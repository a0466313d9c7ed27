// The softmax by SIMD kernels, its bits those of math/softmax.ts.
import { newSimd, type Simd } from "./simd.ts";
import { type Softmax, softmaxRows } from "./softmax.ts";

/** Numbers at a time: the kernel's three arrays stay in the first-level cache. */
const capacity = 1024;

/** `softmaxRows` by SIMD kernels, undefined where the engine has none. */
export const simdSoftmaxRows = bySimd(newSimd());

function bySimd(simd: Simd | undefined): Softmax | undefined {
  if (simd === undefined) return undefined;
  const addresses = [simd.reserve(8 * capacity), simd.reserve(8 * capacity), simd.reserve(8 * capacity)];
  const viewsOf = (length: number) => addresses.map((address) => simd.floats(address, length));
  let views = viewsOf(0);
  const part: Softmax = (logits, actions, logs, probabilities) => {
    if (views[0]!.length !== logits.length) views = viewsOf(logits.length);
    const [x, l, p] = views as [Float64Array, Float64Array, Float64Array];
    x.set(logits);
    simd.kernels.softmaxRows(x.byteOffset, logits.length / actions, actions, l.byteOffset, p.byteOffset);
    logs.set(l);
    probabilities.set(p);
  };
  return (logits, actions, logs, probabilities) => {
    // The kernel takes rows by twos.
    const most = 2 * actions * Math.floor(capacity / (2 * actions));
    if (most === 0) softmaxRows(logits, actions, logs, probabilities);
    else if (logits.length <= most) part(logits, actions, logs, probabilities);
    else {
      for (let from = 0; from < logits.length; from += most) {
        const cut = (array: Float64Array) => array.subarray(from, from + most);
        part(cut(logits), actions, cut(logs), cut(probabilities));
      }
    }
  };
}
